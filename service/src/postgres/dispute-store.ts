import { sql } from "slonik";
import { z } from "zod";
import { DISPUTE_STATUSES } from "../domain/dispute.ts";
import { uuidV7 } from "../domain/uuid.ts";
import type { DisputeStore } from "../usecases/dispute-ports.ts";
import type { Database } from "./database.ts";
import { minorUnits } from "./rows.ts";
import { UUID_MAX, UUID_MIN } from "./uuid-ends.ts";

const disputeRow = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    payment_id: z.string(),
    provider: z.string(),
    provider_reference: z.string(),
    status: z.enum(DISPUTE_STATUSES),
    amount_minor: minorUnits,
    currency: z.string(),
    reason: z.string(),
    evidence: z.string().nullable(),
    evidence_due_at: z.date().nullable(),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    merchantId: row.merchant_id,
    paymentId: row.payment_id,
    provider: row.provider,
    reference: row.provider_reference,
    status: row.status,
    amountMinor: row.amount_minor,
    currency: row.currency,
    reason: row.reason,
    evidence: row.evidence,
    evidenceDueAt: row.evidence_due_at,
    createdAt: row.created_at,
  }));

const nothing = z.object({});
const COLUMNS = sql.fragment`id, merchant_id, payment_id, provider, provider_reference, status, amount_minor, currency,
  reason, evidence, evidence_due_at, created_at`;

export function createDisputeStore(database: Database): DisputeStore {
  return {
    record: async ({ merchantId, paymentId, provider, dispute }) => {
      const at = new Date();
      const [id, transferId, endTransferId] = [uuidV7(at), uuidV7(at), uuidV7(at)];
      const { reference, status, amountMinor, currency, reason, evidenceDueAt } = dispute;
      const found = await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("record_dispute", disputeRow)`
            select ${COLUMNS} from record_dispute(
              ${merchantId}, ${paymentId}, ${provider}, ${reference}, ${status}, ${amountMinor}, ${currency}, ${reason},
              ${evidenceDueAt?.toISOString() ?? null}, ${id}, ${transferId}, ${endTransferId}, ${at.toISOString()})`,
        ),
      );
      return found ?? undefined;
    },

    find: async (merchantId, disputeId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_dispute", disputeRow)`
            select ${COLUMNS} from disputes where merchant_id = ${merchantId} and id = ${disputeId}`,
        ),
      )) ?? undefined,

    list: (merchantId, { limit, before = UUID_MAX, from = UUID_MIN }, { status, currency, paymentId }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_disputes", disputeRow)`
            select ${COLUMNS} from disputes where merchant_id = ${merchantId} and id < ${before} and id >= ${from}
              and (${status ?? null}::text is null or status = ${status ?? null})
              and (${currency ?? null}::text is null or currency = ${currency ?? null})
              and (${paymentId ?? null}::uuid is null or payment_id = ${paymentId ?? null})
            order by id desc limit ${limit}`,
        ),
      ),

    lease: async (merchantId, disputeId, leaseMs) => {
      const leased = await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("lease_dispute", nothing)`
            update disputes set leased_until = now() + ${leaseMs} * interval '1 ms'
            where merchant_id = ${merchantId} and id = ${disputeId} and status = 'needs_response'
              and coalesce(leased_until, now()) <= now()
            returning 1 as leased`,
        ),
      );
      return leased !== null;
    },

    keepEvidence: async (merchantId, disputeId, evidence) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("keep_evidence", nothing)`
            update disputes set evidence = ${evidence}
            where merchant_id = ${merchantId} and id = ${disputeId} and status = 'needs_response'`,
        ),
      );
    },

    release: async (merchantId, disputeId) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("release_dispute", nothing)`
            update disputes set leased_until = null where merchant_id = ${merchantId} and id = ${disputeId}`,
        ),
      );
    },
  };
}
