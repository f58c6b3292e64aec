import { TextInput } from "@mantine/core";
import { useForm } from "react-hook-form";
import { answer } from "../../api/client.ts";
import type { NewCapture } from "../../api/schema.ts";
import { useApp } from "../../app-context.ts";
import type { Intention } from "../intention/intention-store.ts";
import { useFieldError } from "../intention/use-field-error.ts";
import { useIntention, type IntentionControl } from "../intention/use-intention.ts";
import { decimalAmount } from "../money/decimal-amount.ts";
import { formatMoney } from "../money/format-money.ts";
import { parseAmount } from "../money/parse-amount.ts";
import type { ActionFormProps } from "./action-form.tsx";
import { ActionFrame } from "./action-frame.tsx";
import { actionScope } from "./action-scope.ts";
import { validAmount } from "./amount-field.ts";

const FIELDS = { amountMinor: "amount" } as const;

/** Takes the authorized amount or a part of it. */
export function CaptureForm({ payment, onDone, onCancel }: ActionFormProps) {
  const { api } = useApp();
  const { id, amountMinor, currency } = payment;
  const intention = useIntention({
    scope: actionScope("capture", id),
    send: ({ body, idempotencyKey }: Intention<NewCapture>) => {
      const params = { path: { id }, header: { "Idempotency-Key": idempotencyKey } };
      return answer(api.POST("/api/v1/payments/{id}/capture", { params, body }));
    },
    onDone: ({ capturedMinor }) => onDone(`${formatMoney(capturedMinor, currency)} was captured.`),
  });
  const { register, handleSubmit, formState, setError } = useForm({
    defaultValues: { amount: decimalAmount(intention.unfinished?.amountMinor ?? amountMinor, currency) },
    reValidateMode: "onSubmit",
  });
  const shownAtField = useFieldError(intention.error, FIELDS, setError);
  const submit = ({ amount }: { amount: string }): void => {
    const parsed = parseAmount(amount, currency, amountMinor);
    if (!("problem" in parsed)) intention.submit(parsed);
  };
  return (
    <ActionFrame
      intention={intention as IntentionControl<unknown>}
      refusedTitle="Nothing was captured"
      unknownTitle="It is not known whether the amount was captured"
      shownAtField={shownAtField}
      submitLabel="Capture amount"
      cancelLabel="Cancel"
      onSubmit={(event) => void handleSubmit(submit)(event)}
      onCancel={onCancel}
    >
      <TextInput
        label={`Amount in ${currency}`}
        description={`Up to ${formatMoney(amountMinor, currency)}. A payment is captured once: the rest is released.`}
        inputMode="decimal"
        autoComplete="off"
        autoFocus={intention.unfinished === undefined}
        error={formState.errors.amount?.message}
        {...register("amount", { validate: validAmount(currency, amountMinor) })}
      />
    </ActionFrame>
  );
}
