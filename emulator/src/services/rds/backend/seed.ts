import { connect } from "../../../runtimes/process/postgres/admin-connection.ts";
import { baseBackup } from "../../../runtimes/process/postgres/base-backup.ts";
import type { Settings } from "../../../runtimes/process/postgres/configuration.ts";
import type { Member } from "./member.ts";

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

/** A slot without a standby would keep WAL for ever. */
export async function dropSlot(primary: Member, slot: string): Promise<void> {
  await primary.admin.query(
    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1",
    [slot],
  );
}
