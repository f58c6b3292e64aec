import type { Settings } from "../../../runtimes/process/postgres/configuration.ts";
import { until } from "../../../wait/until.ts";
import { bringUpPrimary } from "./actions.ts";
import type { Member } from "./member.ts";
import { standbyParameters } from "./server-settings.ts";
import type { ServersContext } from "./servers-context.ts";
import { writeHostBasedAuthentication } from "./site.ts";

const RELOAD_DEADLINE_MS = 10_000;

/** New parameters to be tried at a restart: `apply` and `revert` switch what is wanted, durably. */
export interface ParameterChange {
  /** False when a restart would change nothing. */
  readonly isNeeded: boolean;
  apply(): void;
  revert(): void;
}

/**
 * Restarts the standby and then the primary, cleanly, with new parameters if there are any. Parameters with which a
 * server does not start are reverted. False when they were.
 */
export async function restart(context: ServersContext, change: ParameterChange): Promise<boolean> {
  const previous = context.dependencies.wanted().parameters;
  change.apply();
  const next = context.dependencies.wanted().parameters;
  try {
    await restartStandby(context, standbyParameters(previous, next));
    await restartPrimary(context);
  } catch (error) {
    context.dependencies.log("error", "restart failed; going back to the previous parameters", {
      instance: context.dependencies.site.resourceId,
      error: String(error),
    });
    change.revert();
    await restartStandby(context, previous);
    await restartPrimary(context);
    return false;
  }
  const lowered = JSON.stringify(standbyParameters(previous, next)) !== JSON.stringify(standbyParameters(next, next));
  if (lowered) await restartStandby(context, next);
  return true;
}

/** Before a forced failover: the standby takes the new parameters along, as AWS's does. False when it can't. */
export async function restartStandbyFirst(context: ServersContext, change: ParameterChange): Promise<boolean> {
  const previous = context.dependencies.wanted().parameters;
  change.apply();
  try {
    await restartStandby(context, standbyParameters(previous, context.dependencies.wanted().parameters));
    return true;
  } catch {
    change.revert();
    await restartStandby(context, previous);
    return false;
  }
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
