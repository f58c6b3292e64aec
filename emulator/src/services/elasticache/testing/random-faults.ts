import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoint } from "@aws-sdk/client-elasticache";
import fc from "fast-check";
import { EmulatorError } from "../../../errors.ts";
import type { Instance } from "../../../instance/instance.ts";
import { findLeftovers } from "../../../runtimes/process/find-leftovers.ts";
import { until } from "../../../wait/until.ts";
import { AUTH_TOKEN, REQUEST } from "./elasticache-environment.ts";
import { KillableEmulator } from "./killable-emulator.ts";
import { connectTo, type ClientOptions } from "./redis-client.ts";
import { snapshotFiles } from "./snapshot-files.ts";
import { lostKeys, startWriters, type Writers } from "./writers.ts";

/** Servers that die or hang, and an emulator that is killed while it does something. */
const FAULTS = [
  ...(["kill node", "hang node", "kill all nodes"] as const),
  ...(["failover", "snapshot", "copy", "restore", "final snapshot", "reboot"] as const),
];
type Fault = (typeof FAULTS)[number];

export interface FaultRun {
  readonly seed: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

export interface FaultTally {
  readonly acknowledged: number;
  /** Acknowledged writes that are gone, besides those that no node was left to have. */
  readonly lost: number;
  readonly restored: number;
}

/** What must be there afterwards, because the API has accepted it. */
interface Promised {
  readonly snapshots: readonly string[];
  readonly clusters: readonly string[];
}

const NOTHING: Promised = { snapshots: [], clusters: [] };
const ID = "orders";
const GROUP = { ReplicationGroupId: ID };
const DEADLINE_MS = 60_000;
/** Before and after a fault. */
const WRITES = 20;
/** Replication is asynchronous: a primary that is lost takes along what it acknowledged in its last loop. */
const LOST_PER_FAILOVER_MAX = 2;
const DELAY_MS_MAX = 150;

const rounds = fc.record({ fault: fc.constantFrom(...FAULTS), delayMs: fc.nat(DELAY_MS_MAX), node: fc.nat(1) });

/**
 * Faults at random moments under writes. After each the group must be whole again, no more lost than replication allows,
 * every snapshot whole or not there, and no process or file left over. Throws `EmulatorError`, naming round and fault.
 */
export async function runRandomFaults(instance: Instance, { seed, rounds: count, say }: FaultRun): Promise<FaultTally> {
  const run = await FaultRounds.start(instance);
  try {
    for (const [index, { fault, delayMs, node }] of fc.sample(rounds, { seed, numRuns: count }).entries()) {
      const name = `round ${index + 1} of ${count}, seed ${seed}: ${fault} of node ${node} after ${delayMs} ms`;
      try {
        await run.round(index, fault, delayMs, node);
        say(name);
      } catch (error) {
        throw new EmulatorError("DeadlineExceeded", `${name}: ${String(error)}`, { cause: error });
      }
    }
    return run.tally;
  } finally {
    await run.end();
  }
}

class FaultRounds {
  readonly tally = { acknowledged: 0, lost: 0, restored: 0 };
  readonly #instance: Instance;
  readonly #primary: Endpoint;
  readonly #options: ClientOptions;
  #emulator: KillableEmulator;

  private constructor(instance: Instance, emulator: KillableEmulator, primary: Endpoint) {
    this.#instance = instance;
    this.#emulator = emulator;
    this.#primary = primary;
    this.#options = { ca: emulator.caCertificatePem, token: AUTH_TOKEN };
  }

  static async start(instance: Instance): Promise<FaultRounds> {
    const emulator = await KillableEmulator.start(instance);
    try {
      await emulator.client.createReplicationGroup({ ...REQUEST, ...GROUP });
      const endpoint = async (): Promise<Endpoint | undefined> => {
        const { ReplicationGroups } = await emulator.client.describeReplicationGroups(GROUP);
        return ReplicationGroups![0]!.NodeGroups?.[0]?.PrimaryEndpoint;
      };
      const primary = await until(endpoint, { what: "the group to be created", deadlineMs: DEADLINE_MS });
      return new FaultRounds(instance, emulator, primary);
    } catch (error) {
      await emulator.kill();
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.#emulator.kill();
    const leftovers = (): boolean => this.#processes().length === 0;
    await until(leftovers, { what: "no process to outlive the emulator", deadlineMs: DEADLINE_MS });
  }

  async round(index: number, fault: Fault, delayMs: number, node: number): Promise<void> {
    await this.#untilWhole();
    await this.#ask("SET", "marker", String(index));
    const writers = startWriters(this.#primary, this.#options, 2, `${index}:`);
    let promised: Promised;
    try {
      await writers.untilMore(WRITES);
      promised = await this.#strike(`s${index}`, fault, delayMs, node);
      await this.#untilWhole();
      await writers.untilMore(WRITES);
    } finally {
      await writers.stop();
    }
    await this.#judgeWrites(writers, fault);
    await this.#judgeSnapshots(index, promised);
  }

  async #strike(name: string, fault: Fault, delayMs: number, node: number): Promise<Promised> {
    const pids = (await this.#emulator.resources())[0]!.pids;
    if (fault === "kill node" || fault === "hang node") {
      process.kill(pids[node]!, fault === "kill node" ? "SIGKILL" : "SIGSTOP");
      await this.#untilReplaced(pids[node]!);
    } else if (fault === "kill all nodes") {
      for (const pid of pids) process.kill(pid, "SIGKILL");
      await this.#untilReplaced(pids[0]!);
    } else {
      const promised = await this.#begin(name, fault, node);
      await sleep(delayMs);
      await this.#emulator.kill();
      this.#emulator = await KillableEmulator.start(this.#instance);
      return promised;
    }
    return NOTHING;
  }

  /** What the emulator is killed in. */
  async #begin(name: string, fault: Fault, node: number): Promise<Promised> {
    const { client } = this.#emulator;
    if (fault === "failover") await client.testFailover({ ...GROUP, NodeGroupId: "0001" });
    if (fault === "reboot") {
      const { ReplicationGroups } = await client.describeReplicationGroups(GROUP);
      const members = ReplicationGroups![0]!.NodeGroups![0]!.NodeGroupMembers!;
      const { CacheClusterId } = members.find(({ CurrentRole }) => CurrentRole === "replica")!;
      await client.rebootCacheCluster({ CacheClusterId, CacheNodeIdsToReboot: ["0001"] });
    }
    return fault === "failover" || fault === "reboot" ? NOTHING : this.#beginWithSnapshot(name, fault, node);
  }

  async #beginWithSnapshot(name: string, fault: Fault, node: number): Promise<Promised> {
    const { client } = this.#emulator;
    await client.createSnapshot({ ...GROUP, SnapshotName: name });
    const promised = { snapshots: [name], clusters: [] };
    if (fault === "snapshot") return promised;
    await this.#untilWhole();
    if (fault === "copy") {
      const copy = `${name}-copy`;
      await client.copySnapshot({ SourceSnapshotName: name, TargetSnapshotName: copy });
      return { ...promised, snapshots: [name, copy] };
    }
    await client.createCacheCluster({ CacheClusterId: name, SnapshotName: name });
    if (fault === "restore") return { ...promised, clusters: [name] };
    await this.#untilCluster(name);
    const final = node === 0 ? [`${name}-final`] : [];
    await client.deleteCacheCluster({ CacheClusterId: name, FinalSnapshotIdentifier: final[0] });
    return { ...promised, snapshots: [name, ...final] };
  }

  /** Every cluster is available, and the group's servers are a primary with a replica. */
  async #untilWhole(): Promise<void> {
    const isWhole = async (): Promise<boolean> => {
      const { CacheClusters } = await this.#emulator.client.describeCacheClusters({});
      const { ReplicationGroups } = await this.#emulator.client.describeReplicationGroups(GROUP);
      const members = ReplicationGroups![0]!.NodeGroups![0]!.NodeGroupMembers!;
      const roles = members.map(({ CurrentRole }) => CurrentRole).sort();
      const resources = await this.#emulator.resources();
      const pids = resources.flatMap((resource) => resource.pids).sort();
      return (
        ReplicationGroups![0]!.Status === "available" &&
        CacheClusters!.every(({ CacheClusterStatus }) => CacheClusterStatus === "available") &&
        roles.join() === "primary,replica" &&
        pids.join() === this.#processes().sort().join()
      );
    };
    await until(isWhole, { what: "the group to be whole", deadlineMs: DEADLINE_MS });
  }

  async #untilReplaced(pid: number): Promise<void> {
    const isGone = async (): Promise<boolean> => !(await this.#emulator.resources())[0]!.pids.includes(pid);
    await until(isGone, { what: `server ${pid} to be given up`, deadlineMs: DEADLINE_MS });
  }

  async #untilCluster(id: string): Promise<void> {
    const isThere = async (): Promise<boolean> => {
      const { CacheClusters } = await this.#emulator.client.describeCacheClusters({ CacheClusterId: id });
      return CacheClusters![0]!.CacheClusterStatus === "available";
    };
    await until(isThere, { what: `${id} to be available`, deadlineMs: DEADLINE_MS });
  }

  async #judgeWrites({ acknowledged }: Writers, fault: Fault): Promise<void> {
    this.tally.acknowledged += acknowledged.length;
    if (fault === "kill all nodes") return;
    const lost = (await lostKeys(this.#primary, this.#options, acknowledged)).length;
    this.tally.lost += lost;
    const allowed = ["kill node", "hang node", "failover"].includes(fault) ? LOST_PER_FAILOVER_MAX : 0;
    if (lost > allowed) throw new EmulatorError("RedisFailed", `${lost} acknowledged writes are lost.`);
  }

  /** The snapshots promised can be restored to what was written before them, and their files are all that there is. */
  async #judgeSnapshots(index: number, promised: Promised): Promise<void> {
    const { client } = this.#emulator;
    const { CacheClusters = [] } = await client.describeCacheClusters({
      ShowCacheClustersNotInReplicationGroups: true,
    });
    const snapshots = await until(
      async () => {
        const { Snapshots = [] } = await client.describeSnapshots({});
        return Snapshots.some(({ SnapshotStatus }) => SnapshotStatus === "creating") ? undefined : Snapshots;
      },
      { what: "every snapshot to be taken", deadlineMs: DEADLINE_MS },
    );
    const names = snapshots.map(({ SnapshotName }) => SnapshotName!);
    if (names.toSorted().join() !== promised.snapshots.toSorted().join()) {
      const wanted = promised.snapshots.join();
      throw new EmulatorError("RedisFailed", `There are snapshots ${names.join()} instead of ${wanted}.`);
    }
    const fresh = [];
    for (const { SnapshotName, SnapshotStatus } of snapshots) {
      // Whatever dies meanwhile, a snapshot is begun anew until it is there.
      if (SnapshotStatus !== "available") {
        throw new EmulatorError("RedisFailed", `The snapshot ${SnapshotName} is ${SnapshotStatus}, not available.`);
      }
      const CacheClusterId = `r-${SnapshotName}`;
      await client.createCacheCluster({ CacheClusterId, SnapshotName });
      fresh.push(CacheClusterId);
    }
    const restored = [...CacheClusters.map(({ CacheClusterId }) => CacheClusterId!), ...promised.clusters, ...fresh];
    for (const id of new Set(restored)) {
      await this.#untilCluster(id);
      await this.#judgeRestored(id, String(index));
      await client.deleteCacheCluster({ CacheClusterId: id });
    }
    for (const { SnapshotName } of snapshots) await client.deleteSnapshot({ SnapshotName });
    const isEmpty = async (): Promise<boolean> => {
      const { CacheClusters: left } = await client.describeCacheClusters({
        ShowCacheClustersNotInReplicationGroups: true,
      });
      return left!.length === 0 && snapshotFiles(this.#instance).length === 0;
    };
    await until(isEmpty, { what: "clusters and snapshots to be gone", deadlineMs: DEADLINE_MS });
  }

  async #judgeRestored(id: string, marker: string): Promise<void> {
    const request = { CacheClusterId: id, ShowCacheNodeInfo: true };
    const { CacheClusters } = await this.#emulator.client.describeCacheClusters(request);
    const client = await connectTo(CacheClusters![0]!.CacheNodes![0]!.Endpoint!, {});
    const found = await client.send("GET", "marker").finally(() => client.close());
    if (found !== marker) throw new EmulatorError("RedisFailed", `${id} has marker ${String(found)}, not ${marker}.`);
    this.tally.restored++;
  }

  async #ask(...command: string[]): Promise<void> {
    const client = await connectTo(this.#primary, this.#options);
    await client.send(...command).finally(() => client.close());
  }

  /** Every server of the instance that runs, whoever knows of it. */
  #processes(): number[] {
    const { root, data } = this.#instance.directories;
    return findLeftovers(root, [data]);
  }
}
