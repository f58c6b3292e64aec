import type { Caller } from "../domain/access.ts";
import type { Approval, ApprovalKind } from "../domain/approval.ts";
import { requestHash, type IdempotentRequest } from "../domain/idempotency.ts";
import { uuidV7 } from "../domain/uuid.ts";
import type { ApprovalStore, KnownApproval } from "./approval-ports.ts";
import { keyError } from "./idempotent-answer.ts";

export interface ApprovalRequest {
  readonly kind: ApprovalKind;
  readonly caller: Caller;
  readonly subject: string;
  /** What will be done, as JSON for its executor. */
  readonly execution: object;
  readonly amountMinor: number;
  readonly currency: string;
  readonly idempotencyKey: string;
  readonly request: IdempotentRequest;
}

/** The approval that a request with this key asked for before; undefined if none did. Throws `idempotency_key_reused`. */
export async function knownApproval(
  approvals: ApprovalStore,
  { merchantId, idempotencyKey, request }: { merchantId: string; idempotencyKey: string; request: IdempotentRequest },
): Promise<Approval | undefined> {
  const known = await approvals.findByKey(merchantId, idempotencyKey);
  return known && ofRequest(known, request);
}

/** Asks a second person to consent, once per key. Throws `idempotency_key_reused`. */
export async function requestApproval(approvals: ApprovalStore, wanted: ApprovalRequest): Promise<Approval> {
  const createdAt = new Date();
  const { kind, caller, subject, execution, amountMinor, currency, idempotencyKey, request } = wanted;
  const known = await approvals.add({
    id: uuidV7(createdAt),
    merchantId: caller.merchantId,
    kind,
    subject,
    request: JSON.stringify(execution),
    amountMinor,
    currency,
    madeBy: caller.userId,
    status: "pending",
    decidedBy: null,
    decidedAt: null,
    result: null,
    createdAt,
    idempotencyKey,
    requestHash: requestHash(request),
  });
  return ofRequest(known, request);
}

function ofRequest({ approval, requestHash: hash }: KnownApproval, request: IdempotentRequest): Approval {
  if (!hash.equals(requestHash(request))) throw keyError("key_reused");
  return approval;
}
