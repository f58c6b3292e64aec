import type pg from "pg";
import { ScriptError } from "../../launcher/script-error.mjs";
import { TABLES } from "./baseline.ts";

type Side = "service" | "baseline";
export type RowCounts = Readonly<Record<string, number>>;

/** Rows of each table, by the service's name of it, and what all that was posted to accounts comes to. */
async function countRows(client: pg.Client, side: Side): Promise<RowCounts> {
  const tables = TABLES.map(([service, baseline]) => [service, side === "service" ? service : `baseline.${baseline}`]);
  const counts = tables.map(([name, table]) => `(select count(*) from ${table}) as "${name}"`);
  const accounts = side === "service" ? "ledger_accounts" : "baseline.ledger_accounts";
  const balances = `(select coalesce(sum(abs(balance_minor)), 0) from ${accounts}) as "minor units in balances"`;
  const { rows } = await client.query<Record<string, string>>(`select ${[...counts, balances].join(", ")}`);
  return Object.fromEntries(Object.entries(rows[0]!).map(([name, count]) => [name, Number(count)]));
}

/** Rows that one payment came to on one side, by table. */
export class RowsWritten {
  readonly #client: pg.Client;
  readonly #side: Side;
  readonly #before: RowCounts;

  private constructor(client: pg.Client, side: Side, before: RowCounts) {
    this.#client = client;
    this.#side = side;
    this.#before = before;
  }

  static async from(client: pg.Client, side: Side): Promise<RowsWritten> {
    return new RowsWritten(client, side, await countRows(client, side));
  }

  async perPayment(): Promise<RowCounts> {
    const after = await countRows(this.#client, this.#side);
    const payments = after["payments"]! - this.#before["payments"]!;
    if (payments === 0) throw new ScriptError(`No payment was written by the ${this.#side}.`);
    return Object.fromEntries(
      Object.entries(after).map(([name, count]) => [name, (count - this.#before[name]!) / payments]),
    );
  }
}

/** Throws if a payment is not the same number of rows on both sides: a ratio of the two would say nothing. */
export function requireSameRows(service: RowCounts, baseline: RowCounts): void {
  for (const [name, count] of Object.entries(service)) {
    if (count === baseline[name]) continue;
    throw new ScriptError(
      `A payment of the service is ${count} of "${name}", one of the baseline ${baseline[name]}; mend scripts/bench/service/baseline.ts.`,
    );
  }
}
