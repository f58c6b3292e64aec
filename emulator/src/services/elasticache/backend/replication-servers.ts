import { rm } from "node:fs/promises";
import { until } from "../../../wait/until.ts";
import { SerialQueue } from "../../../wait/serial-queue.ts";
import type { TransitEncryption } from "../state/replication-group.ts";
import { bringUpPrimary, perform } from "./actions.ts";
import type { CacheNode } from "./cache-node.ts";
import { decide, type Action, type NodeObservation, type Observation } from "./decide.ts";
import { LivenessProbe } from "./liveness.ts";
import { reconfigure } from "./reconfigure.ts";
import { ServersContext, type ServersDependencies } from "./servers-context.ts";

export interface MonitorOptions {
  /** Between two looks at healthy servers. */
  readonly intervalMs: number;
  /** Between two looks while something is to be done. */
  readonly busyIntervalMs: number;
  /** Until a server counts as not having answered once. */
  readonly timeoutMs: number;
}

const MONITOR: MonitorOptions = { intervalMs: 1_000, busyIntervalMs: 50, timeoutMs: 2_000 };
/** A cycle that finds more to do goes on in the next one, so that API calls get their turn. */
const STEPS_MAX = 4;
const HOLD_OFF_MS_MIN = 250;
const HOLD_OFF_MS_MAX = 30_000;

/**
 * The real servers behind one replication group: looks at them, decides, acts, one step at a time, so that a crash at
 * any point is just another thing to be seen. Everything that moves a server runs in one queue.
 */
export class ReplicationServers {
  readonly context: ServersContext;
  readonly #queue = new SerialQueue();
  readonly #monitor: MonitorOptions;
  readonly #probes = new Map<CacheNode, LivenessProbe>();
  readonly #linkedAtMs = new Map<CacheNode, number>();
  #open = false;
  #cycleQueued = false;
  #timer: NodeJS.Timeout | undefined;
  #failed: { readonly kind: Action["kind"]; readonly times: number; readonly notBeforeMs: number } | undefined;
  #encryption: TransitEncryption = "none";
  #isGroup = false;

  constructor(dependencies: ServersDependencies, monitor: Partial<MonitorOptions> = {}) {
    this.context = new ServersContext(dependencies, () => this.#wake());
    this.#monitor = { ...MONITOR, ...monitor };
  }

  /**
   * Makes the group anew, whatever is left of an interrupted attempt, with the data of a snapshot's file if one is given,
   * and keeps it up until `close`.
   */
  async create(snapshotFile?: string): Promise<void> {
    const { site, topologies } = this.context.dependencies;
    await this.#queue.run(async () => {
      this.context.resume();
      for (const name of this.context.wanted.nodes.keys()) await this.context.node(name).discard();
      topologies.delete(site.resourceId);
      const { primary } = this.context.topology;
      this.context.record({ nodes: { [primary]: "inSync" } });
      await this.#openEndpoints();
      if (snapshotFile !== undefined) await this.context.primary.seed(snapshotFile);
      await bringUpPrimary(this.context);
      this.#watch();
    });
  }

  /** Brings up what the saved topology says, after a clean stop or a crash, and keeps it up until `close`. */
  async open(): Promise<void> {
    await this.#queue.run(async () => {
      this.context.resume();
      await this.#openEndpoints();
      const { replicasInSync, topology } = this.context;
      // A primary without all data is filled from a replica, once those that have it are up.
      const hasData = replicasInSync.length === 0 || topology.nodes[topology.primary] === "inSync";
      const started = await Promise.allSettled([
        ...(hasData ? [bringUpPrimary(this.context)] : []),
        ...replicasInSync.map((node) => this.#bringUpReplica(node)),
      ]);
      for (const result of started) {
        if (result.status === "fulfilled") continue;
        this.context.dependencies.log("error", "a cache node did not start", { error: String(result.reason) });
      }
      this.#watch();
    });
  }

  /** Clean stop that keeps the data; the primary first, so that the replicas receive everything. */
  async close(): Promise<void> {
    this.#stopWatching();
    await this.#queue.run(async () => {
      this.#stopWatching();
      await this.context.endpoints.close();
      const { nodes } = this.context.topology;
      await this.context.primary.stop();
      // What has not had all data yet begins anew at the next start.
      await Promise.all(this.context.nodes.map((node) => (nodes[node.name] === "inSync" ? node.stop() : node.fence())));
    });
  }

  /** Ends the servers and deletes their data. */
  async destroy(): Promise<void> {
    this.#stopWatching();
    await this.#queue.run(async () => {
      this.#stopWatching();
      const { site, topologies } = this.context.dependencies;
      await this.context.endpoints.close();
      for (const node of this.context.nodes) await node.discard();
      await rm(site.directory, { recursive: true, force: true });
      topologies.delete(site.resourceId);
    });
  }

  /** Runs `job` while nothing else moves the servers, then looks at them. */
  async exclusively<T>(job: (context: ServersContext) => Promise<T>): Promise<T> {
    try {
      return await this.#queue.run(() => job(this.context));
    } finally {
      this.#wake();
    }
  }

  /** Has the servers and endpoints take over what is wanted now; names the parameters that wait for a restart. */
  reconfigure(): Promise<string[]> {
    return this.exclusively(async (context) => {
      const isSame = this.#encryption === context.wanted.transitEncryption && this.#isGroup === this.#wantsGroup();
      if (this.#open && !isSame) {
        await this.#openEndpoints();
        for (const node of context.nodes) {
          await context.endpoints.openNode(node, this.#encryption);
          await context.endpoints.pointNode(node);
        }
        await context.endpoints.pointPrimary(context.primary.isRunning() ? context.primary : null);
      }
      return reconfigure(context);
    });
  }

  /** Resolves when the servers are as wanted: a primary that serves and every replica in sync. */
  async untilSettled(deadlineMs: number, signal: AbortSignal): Promise<void> {
    await until(() => this.isSettled(), { what: "every node to be in sync", deadlineMs, signal });
  }

  isSettled(): boolean {
    const wanted = [...this.context.wanted.nodes.keys()];
    const known = Object.keys(this.context.topology.nodes);
    return wanted.every((name) => this.isReady(name)) && known.length === wanted.length;
  }

  /** The node serves and has the group's data. */
  isReady(name: string): boolean {
    const { topology } = this.context;
    return topology.nodes[name] === "inSync" && this.context.isConfirmed(name) && this.context.node(name).isRunning();
  }

  async #openEndpoints(): Promise<void> {
    this.#encryption = this.context.wanted.transitEncryption;
    this.#isGroup = this.#wantsGroup();
    await this.context.endpoints.open(this.#encryption);
  }

  #wantsGroup(): boolean {
    return this.context.dependencies.site.groupAddresses() !== undefined;
  }

  async #bringUpReplica(node: CacheNode): Promise<void> {
    this.context.doubt(node);
    await this.context.configure(node);
    await this.context.endpoints.openNode(node, this.#encryption);
    await node.start(this.context.stopping);
    await this.context.endpoints.pointNode(node);
  }

  #watch(): void {
    this.#open = true;
    this.#failed = undefined;
    this.#wake();
  }

  #stopWatching(): void {
    this.#open = false;
    this.context.stop();
    clearTimeout(this.#timer);
  }

  #wake(): void {
    if (!this.#open || this.#cycleQueued) return;
    clearTimeout(this.#timer);
    this.#cycleQueued = true;
    void this.#queue.run(async () => {
      this.#cycleQueued = false;
      if (!this.#open) return;
      const delayMs = await this.#cycle();
      clearTimeout(this.#timer);
      if (this.#open && !this.#cycleQueued) this.#timer = setTimeout(() => this.#wake(), delayMs);
    });
  }

  /** Milliseconds until the next look. */
  async #cycle(): Promise<number> {
    const { log, site } = this.context.dependencies;
    for (let step = 0; step < STEPS_MAX; step++) {
      const seen = await this.#observe();
      const { nodes, automaticFailover } = this.context.wanted;
      const wanted = { nodes: new Set(nodes.keys()), automaticFailover };
      const { action, because } = decide(this.context.topology, wanted, seen);
      if (action.kind === "nothing") {
        await this.context.spreadReaders((node) => seen.nodes.get(node.name)?.liveness === "answering");
        return this.isSettled() && !isDoubtful(seen) ? this.#monitor.intervalMs : this.#monitor.busyIntervalMs;
      }
      const heldOffMs = this.#heldOffMs(action.kind);
      if (heldOffMs > 0) return heldOffMs;
      log("info", because, { group: site.resourceId, action: action.kind });
      try {
        await perform(this.context, action);
        this.#failed = undefined;
      } catch (error) {
        log("error", `${action.kind} failed`, { group: site.resourceId, error: String(error) });
        return this.#holdOff(action.kind);
      }
    }
    return 0;
  }

  /** What has just failed is not tried again at once; anything else, such as a failover, is not held up by it. */
  #heldOffMs(kind: Action["kind"]): number {
    return this.#failed?.kind === kind ? this.#failed.notBeforeMs - performance.now() : 0;
  }

  #holdOff(kind: Action["kind"]): number {
    const times = this.#failed?.kind === kind ? this.#failed.times + 1 : 0;
    const delayMs = Math.min(HOLD_OFF_MS_MIN * 2 ** times, HOLD_OFF_MS_MAX);
    this.#failed = { kind, times, notBeforeMs: performance.now() + delayMs };
    return delayMs;
  }

  async #observe(): Promise<Observation> {
    const nodes = await Promise.all(this.context.nodes.map((node) => this.#observeNode(node)));
    return { nodes: new Map(nodes) };
  }

  async #observeNode(node: CacheNode): Promise<[string, NodeObservation]> {
    const probe = this.#probes.get(node) ?? new LivenessProbe(node, this.#monitor.timeoutMs);
    this.#probes.set(node, probe);
    const seen = await probe.probe();
    const now = performance.now();
    const isLinked = seen.replication?.isLinkUp || seen.replication?.isSyncing || seen.liveness !== "answering";
    if (isLinked || !this.#linkedAtMs.has(node)) this.#linkedAtMs.set(node, now);
    const unlinkedMs = now - this.#linkedAtMs.get(node)!;
    const isConfirmed = this.context.isConfirmed(node.name);
    return [node.name, { ...seen, address: node.address, unlinkedMs, isConfirmed }];
  }
}

function isDoubtful({ nodes }: Observation): boolean {
  return [...nodes.values()].some(({ liveness }) => liveness === "doubtful");
}
