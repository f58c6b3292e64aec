import { TextInput } from "@mantine/core";
import { useForm } from "react-hook-form";
import { answer } from "../../api/client.ts";
import type { NewRefund } from "../../api/schema.ts";
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

interface RefundFields {
  amount: string;
  reason: string;
}

const FIELDS = { amountMinor: "amount", reason: "reason" } as const;
const REASON_LENGTH_MAX = 500;

/** Gives back what was captured or a part of it. */
export function RefundForm({ payment, onDone, onCancel }: ActionFormProps) {
  const { api } = useApp();
  const { id, capturedMinor, refundedMinor, currency } = payment;
  const leftMinor = capturedMinor - refundedMinor;
  const intention = useIntention({
    scope: actionScope("refund", id),
    send: ({ body, idempotencyKey }: Intention<NewRefund>) => {
      const params = { path: { id }, header: { "Idempotency-Key": idempotencyKey } };
      return answer(api.POST("/api/v1/payments/{id}/refunds", { params, body }));
    },
    onDone: (refund) => onDone(`${formatMoney(refund.amountMinor, currency)} was refunded.`),
  });
  const { unfinished, error } = intention;
  const { register, handleSubmit, formState, setError } = useForm<RefundFields>({
    defaultValues: {
      amount: decimalAmount(unfinished?.amountMinor ?? leftMinor, currency),
      reason: unfinished?.reason ?? "",
    },
    reValidateMode: "onSubmit",
  });
  const shownAtField = useFieldError(error, FIELDS, setError);
  const submit = ({ amount, reason }: RefundFields): void => {
    const parsed = parseAmount(amount, currency, leftMinor);
    if (!("problem" in parsed)) intention.submit({ ...parsed, reason: reason.trim() || null });
  };
  return (
    <ActionFrame
      intention={intention as IntentionControl<unknown>}
      refusedTitle="Nothing was refunded"
      unknownTitle="It is not known whether the amount was refunded"
      shownAtField={shownAtField}
      submitLabel="Refund amount"
      cancelLabel="Cancel"
      onSubmit={(event) => void handleSubmit(submit)(event)}
      onCancel={onCancel}
    >
      <TextInput
        label={`Amount in ${currency}`}
        description={`Up to ${formatMoney(leftMinor, currency)}.`}
        inputMode="decimal"
        autoComplete="off"
        autoFocus={unfinished === undefined}
        error={formState.errors.amount?.message}
        {...register("amount", { validate: validAmount(currency, leftMinor) })}
      />
      <TextInput
        label="Reason (optional)"
        autoComplete="off"
        maxLength={REASON_LENGTH_MAX}
        error={formState.errors.reason?.message}
        {...register("reason")}
      />
    </ActionFrame>
  );
}
