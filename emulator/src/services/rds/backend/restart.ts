import type { Settings } from "../../../runtimes/process/postgres/configuration.ts";
import { until } from "../../../wait/until.ts";
import { bringUpPrimary } from "./actions.ts";
import { STARTS_MAX } from "./decide.ts";
import type { Member } from "./member.ts";
import { standbyParameters } from "./server-settings.ts";
import type { ServersContext } from "./servers-context.ts";
import { writeHostBasedAuthentication } from "./site.ts";

const RELOAD_DEADLINE_MS = 10_000;

/** New parameters that take effect at a restart; `apply` makes them what is wanted, durably. */
export interface ParameterChange {
  /** False when a restart would change nothing. */
  readonly isNeeded: boolean;
  apply(): void;
}

/**
 * Restarts the standby and then the primary, cleanly, with new parameters if there are any. False when a server does
 * not start with them: then both are down, nothing is lost, and a restart with other parameters brings them up.
 */
export async function restart(context: ServersContext, change: ParameterChange): Promise<boolean> {
  const previous = context.dependencies.wanted().parameters;
  context.primaryStartsFailed = 0;
  context.standbyStarts = 0;
  change.apply();
  const next = context.dependencies.wanted().parameters;
  try {
    await restartStandby(context, standbyParameters(previous, next));
    await restartPrimary(context);
  } catch (error) {
    if (!change.isNeeded) throw error;
    await stayDown(context, error);
    return false;
  }
  const lowered = JSON.stringify(standbyParameters(previous, next)) !== JSON.stringify(standbyParameters(next, next));
  if (lowered) await restartStandby(context, next);
  return true;
}

/**
 * Before a forced failover: the standby takes the new parameters along, as AWS's does. False when it does not start with
 * them: then both servers are down.
 */
export async function restartStandbyFirst(context: ServersContext, change: ParameterChange): Promise<boolean> {
  const previous = context.dependencies.wanted().parameters;
  change.apply();
  try {
    await restartStandby(context, standbyParameters(previous, context.dependencies.wanted().parameters));
    return true;
  } catch (error) {
    await stayDown(context, error);
    return false;
  }
}

/** The monitor must not bring up what would not come up. */
async function stayDown(context: ServersContext, error: unknown): Promise<void> {
  const { log, site } = context.dependencies;
  log("error", "the servers do not start with these parameters", { instance: site.resourceId, error: String(error) });
  await context.point("nobody");
  await context.primary.stop();
  await context.standby.stop();
  context.primaryStartsFailed = STARTS_MAX;
  context.standbyStarts = STARTS_MAX;
}

/** Has the servers read their configuration again; the names of parameters that wait for a restart of the primary. */
export async function reloadParameters(context: ServersContext): Promise<string[]> {
  const { site, wanted } = context.dependencies;
  await writeHostBasedAuthentication(site.directory, wanted().requireTls);
  await context.configurePrimary();
  if (context.topology.standby !== "none") await context.configureStandby();
  const running = context.members.filter((member) => member.isRunning());
  await Promise.all(running.map(reloadMember));
  return pendingRestart(context.primary);
}

/** As the server itself sees it. */
export async function pendingRestart(primary: Member): Promise<string[]> {
  const rows = await primary.admin.query<{ name: string }>("select name from pg_settings where pending_restart");
  return rows.map(({ name }) => name);
}

async function reloadMember(member: Member): Promise<void> {
  const loadedAt = async (): Promise<string> => {
    const [row] = await member.admin.query<{ at: string }>("select pg_conf_load_time()::text as at");
    return row!.at;
  };
  const before = await loadedAt();
  member.reload();
  await until(async () => (await loadedAt()) !== before, {
    what: `${member.login.address} to read its configuration`,
    deadlineMs: RELOAD_DEADLINE_MS,
    signal: member.gone,
  });
}

async function restartStandby(context: ServersContext, parameters: Settings): Promise<void> {
  if (context.topology.standby === "none" || !context.dependencies.wanted().multiAz) return;
  await context.standby.stop();
  await context.configureStandby(parameters);
  await context.standby.start();
}

async function restartPrimary(context: ServersContext): Promise<void> {
  await context.point("nobody");
  await context.primary.stop();
  const { site, wanted } = context.dependencies;
  await writeHostBasedAuthentication(site.directory, wanted().requireTls);
  await bringUpPrimary(context);
}
