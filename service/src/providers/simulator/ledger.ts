import { sql } from "slonik";
import { z } from "zod";
import { ContextBatcher } from "../../postgres/context-batcher.ts";
import type { Database } from "../../postgres/database.ts";

/** What the simulated provider is told, with what becomes of it unless its key is known. */
export interface Request {
  readonly key: string;
  readonly kind: string;
  /** Of whose charges at most one may still take money. */
  readonly payment: string;
  /** Of a charge. */
  readonly capture_method: string;
  readonly reference: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly payment_method: string | null;
  readonly first_outcome: Outcome;
  /** At the second call, if at the first nothing happened. */
  readonly next_outcome: Outcome;
  readonly code: string | null;
  readonly resolves_ms: number | null;
}

export type Outcome = z.output<typeof outcome>;

const outcome = z.enum(["nothing", "pending", "succeeded", "requires_action", "authenticated", "failed", "voided"]);
const record = z.object({
  reference: z.string(),
  outcome,
  code: z.string().nullable(),
  created_at: z.date(),
});
export type Recorded = z.output<typeof record>;
const performedRow = record.extend({ n: z.number(), calls: z.number() });
export type Performed = z.output<typeof performedRow>;

/** What the simulated provider remembers: in a schema of its own, in transactions of its own. */
export class SimulatorLedger {
  readonly #database: Database;
  readonly #requests: ContextBatcher<Request, Performed>;

  constructor(database: Database) {
    this.#database = database;
    this.#requests = new ContextBatcher("simulator.perform", (items) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("simulator_perform", performedRow)`
            select n, reference, outcome, code, calls, created_at
            from simulator.perform(${items}::jsonb), set_config('synchronous_commit', 'off', true) order by n`,
        ),
      ),
    );
  }

  /**
   * Its commit is not waited for. Whatever is recorded of the answer comes after it in the same WAL: if that is durable so is
   * this, and if both are lost nobody has heard of it, and the same key is asked again.
   */
  perform(request: Request): Promise<Performed> {
    return this.#requests.run(request);
  }

  /** Takes the money if the cardholder was authenticated. Gives the charge with the reference as it is then. */
  async confirm(reference: string): Promise<Recorded | undefined> {
    const [found] = await this.#database.run((connection) =>
      connection.any(
        sql.prepared("simulator_confirm_charge", record)`
          select reference, outcome, code, created_at from simulator.confirm_charge(${reference})`,
      ),
    );
    return found;
  }

  /** False if no charge with the reference waits for its cardholder. */
  completeAction(reference: string, succeeds: boolean): Promise<boolean> {
    return this.#database.run((connection) =>
      connection.oneFirst(
        sql.prepared("simulator_complete_action", z.object({ done: z.boolean() }))`
          select simulator.complete_action(${reference}, ${succeeds}) as done`,
      ),
    );
  }
}
