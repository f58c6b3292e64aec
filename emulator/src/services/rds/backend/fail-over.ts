import { EmulatorError } from "../../../errors.ts";
import type { ServersContext } from "./servers-context.ts";

const STANDBY_ANSWER_MS = 2_000;

/** How long the parts of a failover took, in milliseconds. */
export interface FailoverTimes {
  readonly fenceMs: number;
  readonly promoteMs: number;
  readonly totalMs: number;
}

/**
 * Makes the synchronous standby the primary. The old primary is dead before the decision, the decision is durable
 * before `pg_promote`, and clients see the new primary only after it accepts writes. A crash in between is finished by
 * the next start. Throws `PostgresFailed`, with nothing changed, when the standby may not or cannot be promoted.
 */
export async function failOver(context: ServersContext): Promise<FailoverTimes> {
  context.failoversFailed++;
  await assertPromotable(context);
  const { emit, log } = context.dependencies;
  const startedMs = performance.now();
  emit("failoverStarted");
  const old = context.primary;
  const next = context.standby;
  const held = context.point("nobody");
  await old.fence();
  const fencedMs = performance.now();
  context.record({ primary: next.name, standby: "none", promoting: true, unsafe: false });
  await next.promote();
  const promotedMs = performance.now();
  await held;
  await context.point("primary");
  context.record({ promoting: false });
  const times = {
    fenceMs: fencedMs - startedMs,
    promoteMs: promotedMs - fencedMs,
    totalMs: performance.now() - startedMs,
  };
  emit("failoverCompleted");
  log("info", "failed over", { instance: context.dependencies.site.resourceId, primary: next.name, ...times });
  context.failoversFailed = 0;
  context.primaryStartsFailed = 0;
  context.standbyStarts = 0;
  await context.configurePrimary();
  next.reload();
  return times;
}

async function assertPromotable(context: ServersContext): Promise<void> {
  if (context.topology.standby !== "synchronous") {
    throw new EmulatorError("PostgresFailed", "The standby lacks commits; wait until it is in sync again.");
  }
  const [row] = await context.standby.admin.query<{ recovering: boolean }>(
    "select pg_is_in_recovery() as recovering",
    [],
    STANDBY_ANSWER_MS,
  );
  if (!row?.recovering) throw new EmulatorError("PostgresFailed", "The standby is not a standby; reseed it.");
}
