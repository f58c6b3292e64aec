import { connect } from "../../../../runtimes/process/postgres/admin-connection.ts";
import type { Member } from "../member.ts";

/**
 * What RDS does every five minutes: commits something, so that an idle database has a time to be restored to, and ends
 * the segment, so that it is archived. Not to wait for the standby keeps a stalled one from blocking this.
 */
export async function uploadWal(primary: Member): Promise<void> {
  const client = await connect(primary.login);
  try {
    await client.query("set synchronous_commit = local");
    await client.query("select pg_logical_emit_message(true, 'rds', 'heartbeat')");
    await client.query("select pg_switch_wal()");
  } finally {
    await client.end().catch(() => {});
  }
}
