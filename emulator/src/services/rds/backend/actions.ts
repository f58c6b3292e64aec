import type { Action } from "./decide.ts";
import { failOver } from "./fail-over.ts";
import { dropSlot } from "./seed.ts";
import type { ServersContext } from "./servers-context.ts";
import { synchronise } from "./synchronise.ts";

/** How each decision is carried out but those that move no server, and `seedStandby`, which runs in the background. */
export const ACTIONS: Readonly<
  Record<Exclude<Action, "nothing" | "giveUp" | "seedStandby">, (context: ServersContext) => Promise<unknown>>
> = { startPrimary, failOver, startStandby, distrustStandby, discardStandby, synchroniseStandby };

/** Crash recovery in place, or the rest of a failover that was interrupted after its decision. */
async function startPrimary(context: ServersContext): Promise<void> {
  const { emit } = context.dependencies;
  emit("recoveryStarted");
  await context.point("nobody");
  await context.primary.fence();
  await bringUpPrimary(context);
  emit("recoveryCompleted");
}

/** Starts the primary that the topology names and lets clients in. The standby's state decides its configuration. */
export async function bringUpPrimary(context: ServersContext): Promise<void> {
  try {
    await context.configurePrimary();
    await context.primary.start();
    if (!context.dependencies.wanted().source) await context.primary.promote();
  } catch (error) {
    context.primaryStartsFailed++;
    throw error;
  }
  context.primaryStartsFailed = 0;
  if (context.topology.promoting) context.record({ promoting: false });
  await context.point("primary");
}

export async function startStandby(context: ServersContext): Promise<void> {
  context.standbyStarts++;
  await context.standby.fence();
  await context.configureStandby();
  await context.standby.start();
}

/** From here on commits are acknowledged without the standby, so first it is recorded that it may not be promoted. */
async function distrustStandby(context: ServersContext): Promise<void> {
  context.record({ standby: "unsynchronised", unsafe: false });
  await context.configurePrimary();
  context.primary.reload();
  context.dependencies.emit("standbyLost");
}

async function discardStandby(context: ServersContext): Promise<void> {
  const wasSynchronous = context.topology.standby === "synchronous";
  context.record({ standby: "none", unsafe: false });
  context.standbyStarts = 0;
  if (wasSynchronous) {
    await context.configurePrimary();
    context.primary.reload();
  }
  await context.standby.discard();
  await dropSlot(context.primary, context.standby.applicationName);
}

async function synchroniseStandby(context: ServersContext): Promise<void> {
  try {
    await synchronise(context.primary, context.standby, context.dependencies.wanted().parameters);
  } catch (error) {
    await context.configurePrimary();
    context.primary.reload();
    throw error;
  }
  context.record({ standby: "synchronous" });
  context.standbyStarts = 0;
  context.dependencies.emit("standbySynchronised");
}
