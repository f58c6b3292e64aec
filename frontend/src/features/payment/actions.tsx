import { Button, Group, Title } from "@mantine/core";
import { useRef, useState } from "react";
import type { Payment } from "../../api/schema.ts";
import { Card } from "../../ui/card.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ActionForm } from "./action-form.tsx";
import { actionsOf, type PaymentAction } from "./payment-actions.ts";
import { useUnfinishedAction } from "./use-unfinished-action.ts";

const BUTTONS: Readonly<Record<PaymentAction, string>> = { capture: "Capture", void: "Void", refund: "Refund" };

/** What can be done with the payment, one thing at a time. */
export function Actions({ payment }: { readonly payment: Payment }) {
  const [open, setOpen] = useState(useUnfinishedAction(payment));
  const [done, setDone] = useState<string>();
  const notice = useRef<HTMLDivElement>(null);
  const buttons = useRef(new Map<PaymentAction, HTMLButtonElement>());
  const actions = actionsOf(payment);

  const close = (action: PaymentAction): void => {
    setOpen(undefined);
    // Once the buttons are there again.
    requestAnimationFrame(() => buttons.current.get(action)?.focus());
  };
  const finish = (sentence: string): void => {
    setOpen(undefined);
    setDone(sentence);
    requestAnimationFrame(() => notice.current?.focus());
  };

  if (open === undefined && actions.length === 0 && done === undefined) return null;
  return (
    <Card labelledBy="actions">
      <Title order={2} id="actions" mb="sm">
        {open === undefined ? "Actions" : `${BUTTONS[open]} this payment`}
      </Title>
      <div ref={notice} tabIndex={-1} style={{ outline: "none" }}>
        {done !== undefined && open === undefined && <Notice>{done}</Notice>}
      </div>
      {open === undefined ? (
        <Group gap="xs" mt={done === undefined ? 0 : "sm"}>
          {actions.map((action, index) => (
            <Button
              key={action}
              ref={(button) => {
                if (button) buttons.current.set(action, button);
              }}
              variant={index === 0 && action !== "refund" ? "filled" : "default"}
              onClick={() => setOpen(action)}
            >
              {BUTTONS[action]}
            </Button>
          ))}
        </Group>
      ) : (
        <ActionForm action={open} payment={payment} onDone={finish} onCancel={() => close(open)} />
      )}
    </Card>
  );
}
