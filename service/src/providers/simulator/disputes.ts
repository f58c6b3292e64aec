import { sql } from "slonik";
import { z } from "zod";
import { DISPUTE_STATUSES } from "../../domain/dispute.ts";
import type { Database } from "../../postgres/database.ts";
import { minorUnits } from "../../postgres/rows.ts";
import type { DisputeProvider, ProviderDispute } from "../../usecases/dispute-ports.ts";
import type { ProviderOperation } from "../../usecases/payment-provider.ts";
import type { SimulatorWebhooks } from "./webhooks.ts";

const RESPONSE_MS_MAX = 7 * 24 * 3_600_000;
const DECIDES_MS = 2_000;
/** As Stripe's test mode decides. */
const DECISIONS: Readonly<Record<string, "won" | "lost">> = { winning_evidence: "won", losing_evidence: "lost" };

const nothing = z.object({});
const ownerRow = z.object({ merchant_id: z.string(), payment_id: z.string() });
const disputeRow = z
  .object({
    reference: z.string(),
    status: z.enum(DISPUTE_STATUSES),
    amount_minor: minorUnits,
    currency: z.string(),
    reason: z.string(),
    due_at: z.date(),
  })
  .transform((row) => ({
    reference: row.reference,
    status: row.status,
    amountMinor: row.amount_minor,
    currency: row.currency,
    reason: row.reason,
    evidenceDueAt: row.due_at,
  }));

/** Disputes at the simulated provider: with the evidence `winning_evidence` or `losing_evidence` they end so, 2 s later. */
export class SimulatorDisputes implements DisputeProvider {
  readonly #database: Database;
  readonly #webhooks: SimulatorWebhooks;

  constructor(database: Database, webhooks: SimulatorWebhooks) {
    this.#database = database;
    this.#webhooks = webhooks;
  }

  /** A cardholder disputes what was taken, once a payment; the service is told of it, and when its time is over. */
  async open(operation: ProviderOperation, charge: string, reason: string): Promise<void> {
    const { merchantId, paymentId, amountMinor, currency } = operation;
    const reference = `dp_${paymentId.replaceAll("-", "")}`;
    await this.#database.run((connection) =>
      connection.query(
        sql.prepared("simulator_open_dispute", nothing)`
          insert into simulator.disputes (reference, charge, merchant_id, payment_id, amount_minor, currency, reason, status, due_at)
          values (${reference}, ${charge}, ${merchantId}, ${paymentId}, ${amountMinor}, ${currency}, ${reason},
            'needs_response', now() + ${RESPONSE_MS_MAX} * interval '1 ms') on conflict do nothing`,
      ),
    );
    const owner = { merchant_id: merchantId, payment_id: paymentId };
    await this.#tell("charge.dispute.created", reference, owner, 0);
    await this.#tell("charge.dispute.closed", reference, owner, RESPONSE_MS_MAX);
  }

  /** Whether the cardholder has, or may get, the money of a charge through a dispute. */
  async isDisputed(charge: string): Promise<boolean> {
    const found = await this.#database.run((connection) =>
      connection.maybeOne(
        sql.prepared("simulator_is_disputed", nothing)`
          select 1 as disputed from simulator.disputes d, simulator.find_dispute(d.reference) now
          where d.charge = ${charge} and now.status <> 'won' limit 1`,
      ),
    );
    return found !== null;
  }

  async find(reference: string): Promise<ProviderDispute | undefined> {
    const found = await this.#database.run((connection) =>
      connection.maybeOne(
        sql.prepared("simulator_find_dispute", disputeRow)`
          select reference, status, amount_minor, currency, reason, due_at from simulator.find_dispute(${reference})`,
      ),
    );
    return found ?? undefined;
  }

  async submitEvidence(reference: string, evidence: string): Promise<ProviderDispute | undefined> {
    const decision = Object.hasOwn(DECISIONS, evidence) ? (DECISIONS[evidence] ?? null) : null;
    const owner = await this.#database.run((connection) =>
      connection.maybeOne(
        sql.prepared("simulator_submit_evidence", ownerRow)`
          update simulator.disputes set status = 'under_review', evidence = ${evidence}, decision = ${decision},
            decides_at = case when ${decision}::text is null then null else now() + ${DECIDES_MS} * interval '1 ms' end
          where reference = ${reference} and status = 'needs_response' and due_at > now()
          returning merchant_id, payment_id`,
      ),
    );
    if (owner && decision) await this.#tell("charge.dispute.closed", reference, owner, DECIDES_MS, "decided");
    return this.find(reference);
  }

  async accept(reference: string): Promise<ProviderDispute | undefined> {
    await this.#database.run((connection) =>
      connection.query(
        sql.prepared("simulator_accept_dispute", nothing)`
          update simulator.disputes set status = 'lost' where reference = ${reference} and status = 'needs_response'`,
      ),
    );
    return this.find(reference);
  }

  async #tell(
    type: string,
    reference: string,
    owner: z.output<typeof ownerRow>,
    delayMs: number,
    id = type,
  ): Promise<void> {
    const data = { merchantId: owner.merchant_id, paymentId: owner.payment_id, dispute: reference };
    await this.#webhooks.announce({ id: `evt_${reference}_${id}`, type, data }, delayMs);
  }
}
