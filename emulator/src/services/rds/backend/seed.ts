import { connect } from "../../../runtimes/process/postgres/admin-connection.ts";
import { baseBackup } from "../../../runtimes/process/postgres/base-backup.ts";
import type { Settings } from "../../../runtimes/process/postgres/configuration.ts";
import { until } from "../../../wait/until.ts";
import type { Member } from "./member.ts";

const DROP_DEADLINE_MS = 10_000;

/**
 * Makes `standby` a fresh copy of `primary`, durable on disk and ready to be started. A replication slot, made first,
 * keeps the WAL that it will need. The standby may lack commits until it streams in sync.
 */
export async function seed(primary: Member, standby: Member, parameters: Settings, signal: AbortSignal): Promise<void> {
  await standby.discard();
  await replaceSlot(primary, standby.applicationName);
  const client = await connect(primary.login);
  try {
    await baseBackup(client, primary.directory, standby.directory, signal);
  } finally {
    await client.end().catch(() => {});
  }
  await standby.configure({ kind: "standby", primary: primary.name }, parameters);
}

async function replaceSlot(primary: Member, slot: string): Promise<void> {
  await dropSlot(primary, slot);
  await primary.admin.query("select pg_create_physical_replication_slot($1, immediately_reserve => true)", [slot]);
}

/** A slot without a standby would keep WAL for ever. One that a dying connection still holds is taken from it. */
export async function dropSlot(primary: Member, slot: string): Promise<void> {
  const drop = async (): Promise<boolean> => {
    const [row] = await primary.admin.query<{ active_pid: number | null }>(
      "select active_pid from pg_replication_slots where slot_name = $1",
      [slot],
    );
    if (!row) return true;
    if (row.active_pid === null) await primary.admin.query("select pg_drop_replication_slot($1)", [slot]);
    else await primary.admin.query("select pg_terminate_backend($1)", [row.active_pid]);
    return false;
  };
  await until(drop, { what: `slot ${slot} to be dropped`, deadlineMs: DROP_DEADLINE_MS, signal: primary.gone });
}
