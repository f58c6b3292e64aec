import pg from "pg";
import { hashPassword, verifyPassword } from "../domain/password.ts";
import type { ConnectionOptions } from "./connection-options.ts";

export const DEMO_EMAIL = "demo@payment-system.test";
const DEMO_MERCHANT_ID = "00000000-0000-7000-8000-000000000001";
const DEMO_USER_ID = "00000000-0000-7000-8000-000000000002";
const CONNECT_TIMEOUT_MS = 10_000;

/** Makes the demo merchant and its user, or gives that user the password; says which. Changes nothing otherwise. */
export async function seedDemoMerchant(
  connection: ConnectionOptions,
  password: string,
): Promise<"created" | "password changed" | "unchanged"> {
  const client = new pg.Client({
    ...connection,
    application_name: "payment-seed",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("begin");
    await client.query("insert into merchants (id, name) values ($1, $2) on conflict do nothing", [
      DEMO_MERCHANT_ID,
      "Demo merchant",
    ]);
    const { rows } = await client.query<{ password_hash: string }>(
      "select password_hash from users where id = $1 for update",
      [DEMO_USER_ID],
    );
    const known = rows[0];
    if (known && (await verifyPassword(password, known.password_hash))) {
      await client.query("rollback");
      return "unchanged";
    }
    await client.query(
      `insert into users (id, merchant_id, email, password_hash, role) values ($1, $2, $3, $4, 'admin')
       on conflict (id) do update set password_hash = excluded.password_hash`,
      [DEMO_USER_ID, DEMO_MERCHANT_ID, DEMO_EMAIL, await hashPassword(password)],
    );
    await client.query("commit");
    return known ? "password changed" : "created";
  } finally {
    await client.end();
  }
}
