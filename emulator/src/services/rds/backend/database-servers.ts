import { rm } from "node:fs/promises";
import { until } from "../../../wait/until.ts";
import { ACTIONS, bringUpPrimary, startStandby } from "./actions.ts";
import { decide, type Observation } from "./decide.ts";
import { failOver, type FailoverTimes } from "./fail-over.ts";
import { LivenessProbe } from "./liveness.ts";
import { moveEndpoint } from "./move-endpoint.ts";
import { replication } from "./replication.ts";
import { reloadParameters } from "./restart.ts";
import { Seeding } from "./seeding.ts";
import { SerialQueue } from "../../../wait/serial-queue.ts";
import { ServersContext, type ServersDependencies } from "./servers-context.ts";
import { prepareSite } from "./site.ts";

export interface MonitorOptions {
  /** Between two looks at healthy servers. */
  readonly intervalMs: number;
  /** Between two looks while something is to be done. */
  readonly busyIntervalMs: number;
  /** Until a query counts as not answered. */
  readonly timeoutMs: number;
}

const MONITOR: MonitorOptions = { intervalMs: 1_000, busyIntervalMs: 50, timeoutMs: 2_000 };
/** A cycle that finds more to do goes on in the next one, so that API calls get their turn. */
const STEPS_MAX = 4;

/**
 * The real servers behind one DB instance: looks at them, decides, acts, one step at a time, so that a crash at any
 * point is just another thing to be seen. Everything that moves a server runs in one queue; only base backups don't.
 */
export class DatabaseServers {
  readonly context: ServersContext;
  readonly #queue = new SerialQueue();
  readonly #seeding: Seeding;
  readonly #monitor: MonitorOptions;
  #open = false;
  #hasGivenUp = false;
  #cycleQueued = false;
  #timer: NodeJS.Timeout | undefined;
  #replicatingAtMs = 0;
  #probes: { of: string; primary: LivenessProbe; standby: LivenessProbe } | undefined;

  constructor(dependencies: ServersDependencies, monitor: Partial<MonitorOptions> = {}) {
    this.context = new ServersContext(dependencies, () => this.#wake());
    this.#seeding = new Seeding(this.context);
    this.#monitor = { ...MONITOR, ...monitor };
  }

  /**
   * Makes the instance anew, whatever is left of an interrupted attempt, and keeps it up until `close`. `fill` gives the
   * primary its data and starts it.
   */
  async create(fill: (context: ServersContext) => Promise<void>): Promise<void> {
    const { site, wanted, topologies } = this.context.dependencies;
    await this.#queue.run(async () => {
      for (const member of this.context.members) await member.discard();
      topologies.delete(site.resourceId);
      await prepareSite(site, wanted().requireTls);
      await fill(this.context);
      this.context.record({});
      await this.#bringUp();
    });
  }

  /** Brings up what the saved topology says, after a clean stop or a crash, and keeps it up until `close`. */
  async open(): Promise<void> {
    const { site, wanted } = this.context.dependencies;
    await this.#queue.run(async () => {
      await prepareSite(site, wanted().requireTls);
      await this.#bringUp();
    });
  }

  /** Clean stop; the primary first, so that the standby receives everything. */
  async close(): Promise<void> {
    this.#stopLooking();
    await this.#seeding.cancel();
    await this.#queue.run(async () => {
      this.#stopLooking();
      await this.context.closeEndpoint();
      await this.context.primary.stop();
      await this.context.standby.stop();
    });
    await this.#seeding.cancel();
  }

  /** Ends the servers and deletes their data. */
  async destroy(): Promise<void> {
    this.#stopLooking();
    await this.#seeding.cancel();
    await this.#queue.run(async () => {
      this.#stopLooking();
      const { site, topologies } = this.context.dependencies;
      await this.context.closeEndpoint();
      for (const member of this.context.members) await member.discard();
      await rm(site.directory, { recursive: true, force: true });
      topologies.delete(site.resourceId);
    });
  }

  /** Both servers die at once and their data are gone, as with the storage of two zones; nothing is done about it. */
  async lose(): Promise<void> {
    this.#stopLooking();
    await this.#queue.run(async () => {
      this.#stopLooking();
      await Promise.all(this.context.members.map((member) => member.discard()));
      await this.context.closeEndpoint();
    });
    await this.#seeding.cancel();
  }

  /** Runs `job` while nothing else moves the servers, then looks at them. */
  async exclusively<T>(job: (context: ServersContext) => Promise<T>): Promise<T> {
    try {
      return await this.#queue.run(() => job(this.context));
    } finally {
      this.#wake();
    }
  }

  failOver(): Promise<FailoverTimes> {
    return this.exclusively(failOver);
  }

  /** Resolves when the servers are as wanted: a primary that serves and, for Multi-AZ, a standby that may be promoted. */
  async untilRedundant(deadlineMs: number, signal?: AbortSignal): Promise<void> {
    const what = "primary and standby to be in sync";
    await until(() => this.isRedundant(), { what, deadlineMs, ...(signal && { signal }) });
  }

  /** Resolves once the endpoint listens where it is wanted: another instance may take a moment to leave the address. */
  async untilListening(deadlineMs: number, signal: AbortSignal): Promise<void> {
    const { context } = this;
    const { site, wanted } = context.dependencies;
    const what = `${site.endpointAddress}:${wanted().endpointPort} to be free for ${site.resourceId}`;
    await until(() => context.listensAsWanted(), { what, deadlineMs, signal });
  }

  /** Resolves once a primary has started, or none could be: false then. */
  async untilServing(deadlineMs: number, signal: AbortSignal): Promise<boolean> {
    const { context } = this;
    // One that ends again at once runs for a moment too.
    const serves = (): boolean => context.primary.isRunning() && context.primaryStartsFailed === 0;
    const what = "the primary to start";
    await until(() => serves() || this.#hasGivenUp, { what, deadlineMs, signal });
    return serves();
  }

  isRedundant(): boolean {
    const { topology, primary, standby, dependencies } = this.context;
    if (!primary.isRunning()) return false;
    if (dependencies.wanted().multiAz) return standby.isRunning() && topology.standby === "synchronous";
    return topology.standby === "none" && !standby.isRunning();
  }

  /** Has both servers read what is wanted now; names the parameters that only a restart brings into effect. */
  reload(): Promise<string[]> {
    return this.exclusively(reloadParameters);
  }

  async #bringUp(): Promise<void> {
    const { wanted, log } = this.context.dependencies;
    const { context } = this;
    await context.listen();
    if (context.topology.unsafe) context.record({ standby: "unsynchronised", unsafe: false });
    context.primaryStartsFailed = 0;
    context.failoversFailed = 0;
    this.#hasGivenUp = false;
    const standby = wanted().multiAz && context.topology.standby !== "none" ? startStandby(context) : undefined;
    const started = await Promise.allSettled([bringUpPrimary(context), standby]);
    for (const result of started) {
      if (result.status === "rejected") log("error", "server did not start", { error: String(result.reason) });
    }
    this.#open = true;
    this.#replicatingAtMs = performance.now();
    this.#wake();
  }

  #stopLooking(): void {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  #wake(): void {
    if (!this.#open || this.#cycleQueued) return;
    clearTimeout(this.#timer);
    this.#cycleQueued = true;
    void this.#queue.run(async () => {
      this.#cycleQueued = false;
      if (!this.#open) return;
      const settled = await this.#cycle();
      clearTimeout(this.#timer);
      const delayMs = settled ? this.#monitor.intervalMs : this.#monitor.busyIntervalMs;
      if (this.#open) this.#timer = setTimeout(() => this.#wake(), delayMs);
    });
  }

  /** True when there was nothing to do and nothing is awaited. */
  async #cycle(): Promise<boolean> {
    const { log, site, wanted, emit } = this.context.dependencies;
    // Its address may have been taken when it was to move there; clients come back as soon as it is free.
    const listens = this.context.listensAsWanted() || (await isDone(moveEndpoint(this.context)));
    for (let step = 0; step < STEPS_MAX; step++) {
      const seen = await this.#observe();
      const { action, because } = decide(this.context.topology, wanted().multiAz, seen);
      this.#hasGivenUp = action === "giveUp";
      if (action === "nothing") return listens && this.#isSettled(seen);
      if (action === "giveUp") {
        emit("givenUp");
        return true;
      }
      log("info", because, { instance: site.resourceId, action });
      try {
        if (action === "seedStandby") this.#seedStandby();
        else await ACTIONS[action](this.context);
      } catch (error) {
        log("error", `${action} failed`, { instance: site.resourceId, error: String(error) });
        return false;
      }
      this.#replicatingAtMs = performance.now();
    }
    return false;
  }

  #isSettled({ primary, standby }: Observation): boolean {
    if (primary !== "answering" || standby === "doubtful") return false;
    return this.isRedundant() || this.#seeding.isBusy();
  }

  #seedStandby(): void {
    const { primary } = this.context;
    this.#seeding.start(() =>
      this.exclusively(async (context) => {
        if (context.primary !== primary || !primary.isRunning()) return;
        context.standbyStarts = 0;
        context.record({ standby: "unsynchronised" });
      }),
    );
  }

  async #observe(): Promise<Observation> {
    const { primary, standby, topology, primaryStartsFailed, failoversFailed, standbyStarts } = this.context;
    const { timeoutMs } = this.#monitor;
    if (this.#probes?.of !== primary.name) {
      const options = { timeoutMs };
      const probes = { primary: new LivenessProbe(primary, options), standby: new LivenessProbe(standby, options) };
      this.#probes = { of: primary.name, ...probes };
    }
    const [primarySeen, standbySeen] = await Promise.all([this.#probes.primary.probe(), this.#probes.standby.probe()]);
    const isKnown = primarySeen === "answering" && standby.isRunning();
    const replicating = isKnown ? await replication(primary, standby, timeoutMs).catch(() => null) : null;
    const good = topology.standby === "synchronous" ? replicating?.synchronous : replicating?.streaming;
    if (good || topology.standby === "none") this.#replicatingAtMs = performance.now();
    return {
      primary: primarySeen,
      standby: standbySeen,
      replication: replicating,
      notReplicatingMs: performance.now() - this.#replicatingAtMs,
      seeding: this.#seeding.isBusy(),
      primaryStartsFailed,
      failoversFailed,
      standbyStarts,
    };
  }
}

function isDone(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
