import type { Payment } from "../../api/schema.ts";
import { useApp } from "../../app-context.ts";
import { useSession } from "../session/use-session.ts";
import { actionScope } from "./action-scope.ts";
import type { PaymentAction } from "./payment-actions.ts";

const ACTIONS: readonly PaymentAction[] = ["capture", "void", "refund"];

/** The action on this payment that was sent and never answered, so that it can be brought to its end. */
export function useUnfinishedAction({ id }: Payment): PaymentAction | undefined {
  const { intentions } = useApp();
  const email = useSession()?.email ?? "";
  return ACTIONS.find((action) => intentions.unfinished(`${email}/${actionScope(action, id)}`) !== undefined);
}
