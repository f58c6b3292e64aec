import { connect } from "../../../runtimes/process/postgres/admin-connection.ts";
import type { Settings } from "../../../runtimes/process/postgres/configuration.ts";
import { until } from "../../../wait/until.ts";
import type { Member } from "./member.ts";
import { replication } from "./replication.ts";

const DEADLINE_MS = 15_000;
const POLL_MS = 5;

/**
 * Makes every commit wait for `standby` and returns only when it is proved that none can be acknowledged without it:
 * afterwards, and not before, the standby may be recorded as promotable.
 *
 * A reload is asynchronous: the standby shows as `sync` while backends still commit without it, until the checkpointer
 * has raised a flag in shared memory. So a probe commits with synchronous_commit=remote_apply while replay on the
 * standby is paused: as soon as it is seen waiting, the flag is up. What was acknowledged before lies below the WAL
 * position of that moment, up to which the standby must then have flushed.
 */
export async function synchronise(primary: Member, standby: Member, parameters: Settings): Promise<void> {
  const signal = AbortSignal.any([primary.gone, standby.gone]);
  const wait = { deadlineMs: DEADLINE_MS, intervalMs: POLL_MS, signal };
  await primary.configure({ kind: "primary", synchronousStandby: standby.name }, parameters);
  primary.reload();
  await until(async () => (await replication(primary, standby, DEADLINE_MS))?.synchronous, {
    what: `${standby.applicationName} to become synchronous`,
    ...wait,
  });
  const position = await pausedReplay(standby, () => observeWaitingCommit(primary, signal));
  await until(() => hasFlushed(primary, standby, position), {
    what: `${standby.applicationName} to flush ${position}`,
    ...wait,
  });
}

async function pausedReplay<T>(standby: Member, work: () => Promise<T>): Promise<T> {
  await standby.admin.query("select pg_wal_replay_pause()");
  try {
    return await work();
  } finally {
    await standby.admin.query("select pg_wal_replay_resume()");
  }
}

/** The WAL position at a moment when a commit was seen waiting for the standby. */
async function observeWaitingCommit(primary: Member, signal: AbortSignal): Promise<string> {
  const probe = await connect(primary.login);
  try {
    const { rows } = await probe.query<{ pid: number }>("select pg_backend_pid() as pid");
    await probe.query("set synchronous_commit = remote_apply");
    const committing = { settled: true };
    const commit = (): void => {
      committing.settled = false;
      const settled = (): void => void (committing.settled = true);
      probe.query("select pg_logical_emit_message(true, 'rds', 'synchronise')").then(settled, settled);
    };
    return await until(
      async () => {
        if (committing.settled) commit();
        const [row] = await primary.admin.query<{ position: string }>(
          `select pg_current_wal_insert_lsn() as position from pg_stat_activity
            where pid = $1 and wait_event = 'SyncRep'`,
          [rows[0]!.pid],
        );
        return row?.position;
      },
      { what: "a commit to wait for the standby", deadlineMs: DEADLINE_MS, intervalMs: POLL_MS, signal },
    );
  } finally {
    void probe.end().catch(() => {});
  }
}

async function hasFlushed(primary: Member, standby: Member, position: string): Promise<boolean> {
  const rows = await primary.admin.query(
    `select from pg_stat_replication
      where application_name = $1 and sync_state = 'sync' and flush_lsn >= $2::pg_lsn`,
    [standby.applicationName, position],
  );
  return rows.length > 0;
}
