import { until } from "../../../wait/until.ts";
import type { ServersContext } from "./servers-context.ts";

const DEADLINE_MS = 10_000;

/**
 * An unsafe configuration on purpose, for a harness to prove that it would notice: the primary stops waiting for the
 * standby and the standby stops receiving, yet the standby stays recorded as promotable. The record says `unsafe`, so
 * that a restart of the emulator doesn't trust it.
 */
export async function makeStandbyAsynchronous(context: ServersContext): Promise<void> {
  const { primary, standby, dependencies } = context;
  const { parameters } = dependencies.wanted();
  context.record({ unsafe: true });
  await primary.configure({ kind: "primary", synchronousStandby: null }, parameters);
  await standby.configure({ kind: "standby", primary: null }, parameters);
  primary.reload();
  standby.reload();
  await until(
    async () => {
      const senders = await primary.admin.query("select from pg_stat_replication where application_name = $1", [
        standby.applicationName,
      ]);
      const [names] = await primary.admin.query<{ value: string }>(
        "select current_setting('synchronous_standby_names') as value",
      );
      return senders.length === 0 && names!.value === "";
    },
    { what: "replication to stop", deadlineMs: DEADLINE_MS },
  );
}

/** Undoes the fault: the standby is not trusted until it is in sync again. Nothing to do after a failover. */
export async function healStandby(context: ServersContext): Promise<void> {
  if (!context.topology.unsafe) return;
  context.record({ standby: "unsynchronised", unsafe: false });
  await context.configureStandby();
  context.standby.reload();
}
