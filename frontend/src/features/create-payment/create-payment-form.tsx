import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useForm, type SubmitHandler } from "react-hook-form";
import type { CaptureMethod, NewPayment } from "../../api/schema.ts";
import { FieldGroup } from "../../ui/field-group.tsx";
import { useFieldError } from "../intention/use-field-error.ts";
import type { IntentionControl } from "../intention/use-intention.ts";
import { WriteOutcome } from "../intention/write-outcome.tsx";
import { decimalAmount } from "../money/decimal-amount.ts";
import { parseAmount } from "../money/parse-amount.ts";
import { CaptureMethodChoice } from "./capture-method-choice.tsx";
import { currencyOptions } from "./currency-options.ts";

export interface CreatePaymentFields {
  amount: string;
  currency: string;
  description: string;
  captureMethod: CaptureMethod;
}

const FIELDS = {
  amountMinor: "amount",
  currency: "currency",
  description: "description",
  captureMethod: "captureMethod",
} as const;
const DESCRIPTION_LENGTH_MAX = 500;

export function CreatePaymentForm({ intention }: { readonly intention: IntentionControl<NewPayment> }) {
  const { unfinished, error, isPending } = intention;
  const { register, handleSubmit, formState, setError, getValues, clearErrors } = useForm<CreatePaymentFields>({
    defaultValues: fieldsOf(unfinished),
    reValidateMode: "onSubmit",
  });
  const shownAtField = useFieldError(error, FIELDS, setError);
  const submit: SubmitHandler<CreatePaymentFields> = ({ amount, currency, description, captureMethod }) => {
    const parsed = parseAmount(amount, currency);
    if ("problem" in parsed) return;
    intention.submit({ ...parsed, currency, description: description.trim() || null, captureMethod });
  };
  const { errors } = formState;
  return (
    <form noValidate onSubmit={(event) => void handleSubmit(submit)(event)} onChange={() => clearErrors()}>
      <Stack>
        <WriteOutcome
          intention={intention as IntentionControl<unknown>}
          refusedTitle="The payment was not created"
          unknownTitle="It is not known whether the payment was created"
          shownAtField={shownAtField}
        />
        <FieldGroup disabled={unfinished !== undefined}>
          <TextInput
            label="Amount"
            inputMode="decimal"
            autoComplete="off"
            error={errors.amount?.message}
            {...register("amount", { validate: (text) => problemOf(text, getValues("currency")) })}
          />
          <NativeSelect
            label="Currency"
            data={currencyOptions()}
            error={errors.currency?.message}
            {...register("currency")}
          />
          <TextInput
            label="Description (optional)"
            autoComplete="off"
            maxLength={DESCRIPTION_LENGTH_MAX}
            error={errors.description?.message}
            {...register("description")}
          />
          <CaptureMethodChoice field={register("captureMethod")} error={errors.captureMethod?.message} />
          {unfinished === undefined && (
            <Button type="submit" loading={isPending}>
              Create payment
            </Button>
          )}
        </FieldGroup>
      </Stack>
    </form>
  );
}

function fieldsOf(body: NewPayment | undefined): CreatePaymentFields {
  if (!body) return { amount: "", currency: "EUR", description: "", captureMethod: "automatic" };
  return { ...body, amount: decimalAmount(body.amountMinor, body.currency), description: body.description ?? "" };
}

function problemOf(text: string, currency: string): string | true {
  const parsed = parseAmount(text, currency);
  return "problem" in parsed ? parsed.problem : true;
}
