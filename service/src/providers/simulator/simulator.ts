import { formatPaymentId } from "../../domain/payment-id.ts";
import type {
  PaymentProvider,
  ProviderOperation,
  ProviderOutcome,
  ProviderUnknown,
} from "../../usecases/payment-provider.ts";
import { declineMessage } from "../decline-message.ts";
import type { SimulatorDisputes } from "./disputes.ts";
import type { Recorded, Request, SimulatorLedger } from "./ledger.ts";
import { describeTestCard } from "./test-cards.ts";
import { TEST_PAYMENT_METHODS, UNKNOWN_PAYMENT_METHOD, type TestPaymentMethod } from "./test-payment-methods.ts";
import type { SimulatorWebhooks } from "./webhooks.ts";

export const SIMULATOR = "simulator";

/** As card networks keep authorizations. */
const AUTHORIZED_MS = 7 * 24 * 3_600_000;
const PENDING_MS = 2_000;

export interface SimulatorParts {
  readonly ledger: SimulatorLedger;
  readonly webhooks: SimulatorWebhooks;
  readonly disputes: SimulatorDisputes;
}

/** A payment provider for demos and tests, which does as the payment method's name says and remembers what it did. */
export function createSimulator({ ledger, webhooks, disputes }: SimulatorParts): PaymentProvider {
  return {
    name: SIMULATOR,
    describe: async (paymentMethod) => describeTestCard(paymentMethod),
    perform: async (operation) => {
      try {
        // A cardholder was sent away and is back: that charge goes on.
        if (operation.kind === "charge" && operation.reference !== null) {
          return toOutcome(operation, await ledger.confirm(operation.reference));
        }
        const method = TEST_PAYMENT_METHODS.get(operation.paymentMethod ?? "") ?? UNKNOWN_PAYMENT_METHOD;
        const performed = await ledger.perform(
          requestOf(operation, await refusingDisputed(disputes, operation, method)),
        );
        if (operation.kind === "charge" && method.webhook) await tellOf(operation, webhooks, method.webhook);
        if (method.dispute && performed.outcome === "succeeded" && takesMoney(operation)) {
          await disputes.open(operation, performed.reference, method.dispute);
        }
        if (method.loses === "answer" && performed.calls === 1) return unknown("the answer was lost on its way");
        return toOutcome(operation, performed);
      } catch (error) {
        return unknown(error);
      }
    },
  };
}

function tellOf(
  { id, merchantId, paymentId }: ProviderOperation,
  webhooks: SimulatorWebhooks,
  { delayMs, copies }: NonNullable<TestPaymentMethod["webhook"]>,
): Promise<void> {
  const eventId = `evt_${id.replaceAll("-", "")}`;
  const news = { id: eventId, type: "charge.updated", data: { merchantId, paymentId } };
  return webhooks.announce(news, delayMs, copies);
}

function takesMoney({ kind, captureMethod }: ProviderOperation): boolean {
  return kind === "capture" || (kind === "charge" && captureMethod === "automatic");
}

/** What a cardholder gets through the bank is not refunded besides. */
async function refusingDisputed(
  disputes: SimulatorDisputes,
  { kind, reference }: ProviderOperation,
  method: TestPaymentMethod,
): Promise<TestPaymentMethod> {
  const isDisputed =
    kind === "refund" && method.dispute && reference !== null && (await disputes.isDisputed(reference));
  return isDisputed ? { ...method, refundCode: "charge_disputed" } : method;
}

function requestOf(operation: ProviderOperation, method: TestPaymentMethod): Request {
  const { outcome, code } = decided(operation, method);
  return {
    key: operation.id,
    kind: operation.kind,
    payment: operation.paymentId,
    capture_method: operation.captureMethod,
    reference: operation.reference ?? `sim_${operation.id.replaceAll("-", "")}`,
    amount_minor: operation.amountMinor,
    currency: operation.currency,
    payment_method: operation.paymentMethod,
    first_outcome: method.loses === "request" ? "nothing" : outcome,
    next_outcome: outcome,
    code,
    resolves_ms: outcome === "pending" ? PENDING_MS : null,
  };
}

function decided(
  { kind }: ProviderOperation,
  method: TestPaymentMethod,
): { readonly outcome: TestPaymentMethod["charge"]; readonly code: string | null } {
  if (kind === "charge") return { outcome: method.charge, code: method.code ?? null };
  const code = kind === "capture" ? method.captureCode : kind === "refund" ? method.refundCode : undefined;
  return code === undefined ? { outcome: "succeeded", code: null } : { outcome: "failed", code };
}

function toOutcome(operation: ProviderOperation, recorded: Recorded | undefined): ProviderOutcome | ProviderUnknown {
  if (!recorded) return { kind: "failed", code: "resource_missing", message: declineMessage("resource_missing") };
  const { reference, code } = recorded;
  switch (recorded.outcome) {
    case "nothing":
      return unknown("the request was lost on its way");
    case "pending":
      return unknown("the provider has not decided yet");
    case "failed":
      return { kind: "failed", code: code ?? "generic_decline", message: declineMessage(code ?? "generic_decline") };
    case "voided":
      return { kind: "failed", code: "charge_voided", message: declineMessage("charge_voided") };
    case "requires_action":
    // To be confirmed once more; never seen by a confirmation.
    case "authenticated":
      return { kind: "requires_action", reference, actionUrl: actionUrl(operation) };
    case "succeeded":
      return { kind: "succeeded", reference, authorizedUntil: new Date(recorded.created_at.getTime() + AUTHORIZED_MS) };
  }
}

/** Relative, because the provider's page is served by the service itself. */
function actionUrl({ paymentId }: ProviderOperation): string {
  return `/api/v1/payments/${formatPaymentId(paymentId)}/simulated-action`;
}

function unknown(cause: unknown): ProviderUnknown {
  return { kind: "unknown", cause };
}
