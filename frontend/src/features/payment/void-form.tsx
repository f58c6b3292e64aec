import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { answer } from "../../api/client.ts";
import { useApp } from "../../app-context.ts";
import type { Intention } from "../intention/intention-store.ts";
import { useIntention, type IntentionControl } from "../intention/use-intention.ts";
import { formatMoney } from "../money/format-money.ts";
import type { ActionFormProps } from "./action-form.tsx";
import { ActionFrame } from "./action-frame.tsx";
import { actionScope } from "./action-scope.ts";

/** Releases an authorization, after asking once more: it can't be undone. */
export function VoidForm({ payment, onDone, onCancel }: ActionFormProps) {
  const { api } = useApp();
  const { id, amountMinor, currency } = payment;
  const question = useRef<HTMLParagraphElement>(null);
  useEffect(() => question.current?.focus(), []);
  const intention = useIntention({
    scope: actionScope("void", id),
    send: ({ body, idempotencyKey }: Intention<Record<string, never>>) => {
      const params = { path: { id }, header: { "Idempotency-Key": idempotencyKey } };
      return answer(api.POST("/api/v1/payments/{id}/void", { params, body }));
    },
    onDone: () => onDone("The payment was voided."),
  });
  return (
    <ActionFrame
      intention={intention as IntentionControl<unknown>}
      refusedTitle="The payment was not voided"
      unknownTitle="It is not known whether the payment was voided"
      shownAtField={false}
      submitLabel="Void payment"
      cancelLabel="Keep it"
      danger
      onSubmit={(event) => {
        event.preventDefault();
        intention.submit({});
      }}
      onCancel={onCancel}
    >
      <Text ref={question} tabIndex={-1} size="sm" style={{ outline: "none" }}>
        The authorized {formatMoney(amountMinor, currency)} will be released and can no longer be captured. This can't
        be undone.
      </Text>
    </ActionFrame>
  );
}
