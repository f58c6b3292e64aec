import type { Payment } from "../../api/schema.ts";
import { paymentState, type PaymentState } from "./payment-state.ts";
import classes from "./state-label.module.css";

const LABELS: Readonly<Record<PaymentState, string>> = {
  unpaid: "Not paid",
  waiting: "Waiting for cardholder",
  processing: "Processing",
  "to-capture": "To capture",
  succeeded: "Succeeded",
  "partly-refunded": "Partly refunded",
  refunded: "Refunded",
  voided: "Voided",
};

/** How a payment stands, in words; the color only repeats them. */
export function StateLabel({ payment }: { readonly payment: Payment }) {
  const state = paymentState(payment);
  return (
    <span className={classes.label} data-state={state}>
      {LABELS[state]}
    </span>
  );
}
