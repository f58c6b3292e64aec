import { requestHash, type IdempotentRequest } from "../domain/idempotency.ts";
import { initialStatus, type PaymentTerms } from "../domain/payment.ts";
import { uuidV7 } from "../domain/uuid.ts";
import type { IdempotentAnswer } from "./idempotent-answer.ts";
import { payerNotFound, type PaymentPayer } from "./find-payer.ts";
import { leaseMs, type OperationDependencies } from "./perform-operation.ts";
import { runOperation } from "./run-operation.ts";

export interface CreatePaymentCommand extends PaymentTerms {
  readonly merchantId: string;
  readonly paymentMethod: string | null;
  /** Nobody in particular if there is none. */
  readonly payer?: PaymentPayer | null;
  /** Charge it in the same step, if there is a payment method. */
  readonly confirm: boolean;
  readonly idempotencyKey: string;
  readonly request: IdempotentRequest;
}

/** Creates a payment exactly once per idempotency key. Throws `customer_not_found` and what `runOperation` throws. */
export async function createPayment(
  deps: OperationDependencies,
  { confirm, request, payer, ...command }: CreatePaymentCommand,
): Promise<IdempotentAnswer> {
  const at = new Date();
  const paymentId = uuidV7(at);
  const operationId = uuidV7(at);
  const hash = requestHash(request);
  const begun = await runOperation(deps, () =>
    deps.operations.create({
      ...command,
      operationId,
      paymentId,
      status: initialStatus(command.paymentMethod, confirm),
      provider: payer?.provider ?? deps.provider.name,
      customerId: payer?.customerId ?? null,
      paymentMethodId: payer?.paymentMethodId ?? null,
      requestHash: hash,
      answerStatus: 201,
      leaseMs: leaseMs(deps),
      at,
    }),
  );
  if ("kind" in begun) {
    if (begun.kind !== "not_found") throw new TypeError(`A new payment can't be refused as ${begun.kind}.`);
    throw payerNotFound(payer?.paymentMethodId ?? null);
  }
  return begun;
}
