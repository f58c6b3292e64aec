import type { Payment } from "../../api/schema.ts";
import { CaptureForm } from "./capture-form.tsx";
import type { PaymentAction } from "./payment-actions.ts";
import { RefundForm } from "./refund-form.tsx";
import { VoidForm } from "./void-form.tsx";

export interface ActionFormProps {
  readonly payment: Payment;
  /** With one sentence that says what was done. */
  readonly onDone: (sentence: string) => void;
  readonly onCancel: () => void;
}

export function ActionForm({ action, ...props }: ActionFormProps & { readonly action: PaymentAction }) {
  switch (action) {
    case "capture":
      return <CaptureForm {...props} />;
    case "void":
      return <VoidForm {...props} />;
    case "refund":
      return <RefundForm {...props} />;
  }
}
