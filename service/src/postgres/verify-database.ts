import pg from "pg";
import type { ConnectionOptions } from "./connection-options.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const TABLES = ["payments", "refunds", "postings"] as const;

/** What a table holds. Two tables with the same rows, in whatever order, have the same fingerprint. */
export interface TableContents {
  /** Decimal digits. */
  readonly rows: string;
  readonly fingerprint: string;
  /** ISO 8601; null of an empty table. */
  readonly latest: string | null;
}

/** What a database holds, as one consistent snapshot. */
export interface Verification {
  readonly tables: Readonly<Record<(typeof TABLES)[number], TableContents>>;
  /** Sum of all postings in minor units by currency, decimal digits: "0" where the ledger balances. */
  readonly ledgerSums: Readonly<Record<string, string>>;
  /** Payments whose postings don't sum to zero. */
  readonly unbalancedPayments: string;
  /** Name of the latest migration. */
  readonly schema: string | null;
}

/**
 * Counts, sums and fingerprints a database, so that a restored one can be judged from where the original can't be
 * reached. Reads every row once; changes nothing.
 */
export async function verifyDatabase(connection: ConnectionOptions): Promise<Verification> {
  const client = new pg.Client({
    ...connection,
    application_name: "payment-verify",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("begin transaction isolation level repeatable read, read only");
    // A row's text must not depend on the session.
    await client.query("set local timezone = 'UTC'");
    const tables: Partial<Record<(typeof TABLES)[number], TableContents>> = {};
    for (const table of TABLES) tables[table] = await contentsOf(client, table);
    const sums = await client.query<{ currency: string; sum: string }>(
      "select currency, sum(amount_minor)::text as sum from postings group by currency order by currency",
    );
    const unbalanced = await client.query<{ count: string }>(
      `select count(*)::text as count from (
         select from postings group by merchant_id, payment_id, currency having sum(amount_minor) <> 0) as unbalanced`,
    );
    const schema = await client.query<{ name: string }>("select name from migrations order by id desc limit 1");
    return {
      tables: tables as Verification["tables"],
      ledgerSums: Object.fromEntries(sums.rows.map(({ currency, sum }) => [currency, sum])),
      unbalancedPayments: unbalanced.rows[0]?.count ?? "0",
      schema: schema.rows[0]?.name ?? null,
    };
  } finally {
    await client.end();
  }
}

/** The exclusive or of a hash of each row knows no order and takes no memory. */
async function contentsOf(client: pg.Client, table: (typeof TABLES)[number]): Promise<TableContents> {
  const { rows } = await client.query<{ rows: string; latest: Date | null; fingerprint: string }>(
    `select count(*)::text as rows, max(created_at) as latest,
       coalesce(to_hex(bit_xor(('x' || substr(md5(t::text), 1, 16))::bit(64)::bigint)), '0') as fingerprint
     from ${table} as t`,
  );
  const [row] = rows;
  return { rows: row!.rows, fingerprint: row!.fingerprint, latest: row!.latest?.toISOString() ?? null };
}
