import { SerialQueue } from "../../../wait/serial-queue.ts";
import { clusterId, keyOf, type ReplicationGroupRecord } from "../state/replication-group.ts";
import { dump } from "./dump.ts";
import { failOver } from "./fail-over.ts";
import type { Fleet } from "./fleet.ts";
import { reboot } from "./reboot.ts";
import { retainPrimary } from "./retain-primary.ts";
import type { SnapshotRecord } from "../state/snapshot.ts";
import type { Snapshots } from "./snapshots.ts";
import { switchOver } from "./switch-over.ts";

const SETTLED_DEADLINE_MS = 300_000;
const DUMP_ATTEMPTS_MAX = 5;

/**
 * What happens to replication groups and cache clusters after the API has answered. The state that the API showed is
 * saved first, so each of these can be interrupted at any point and is finished by `resume`. One thing at a time happens
 * to a group. Groups are named by their key in the fleet.
 */
export class Lifecycle {
  readonly #fleet: Fleet;
  readonly #snapshots: Snapshots;
  readonly #queues = new Map<string, SerialQueue>();
  readonly #stop = new AbortController();

  constructor(fleet: Fleet, snapshots: Snapshots) {
    this.#fleet = fleet;
    this.#snapshots = snapshots;
  }

  create(key: string): Promise<void> {
    return this.#run(key, "creation", async (record) => {
      const servers = this.#fleet.servers(record);
      if (record.adoptsPrimary) await servers.reconfigure();
      else await servers.create(record.restoredFrom && this.#snapshots.file(this.#snapshots.get(record.restoredFrom)));
      await this.#untilSettled(record);
      this.#announce(record, "created");
    });
  }

  /** Servers and endpoints follow what the record says now; `primary` becomes the primary if it is given. */
  modify(key: string, primary?: string): Promise<void> {
    return this.#run(key, "modification", async (record) => {
      await this.#fleet.renew(record);
      const servers = this.#fleet.servers(record);
      const pendingReboot = await servers.reconfigure();
      await this.#untilSettled(record);
      if (primary !== undefined) {
        await servers.exclusively((context) => switchOver(context, context.node(primary)));
        await this.#untilSettled(record);
      }
      return { pendingReboot };
    });
  }

  /** Makes parameters or users that a group changed take effect, without a change of state. */
  applyParameters(key: string): Promise<void> {
    return this.#run(key, "parameter change", async (record) => {
      if (record.status === "create-failed") return { status: record.status };
      return { pendingReboot: await this.#fleet.servers(record).reconfigure(), status: record.status };
    });
  }

  /** Kills the primary of a group that is in sync, as AWS does, and waits until its replacement is a replica. */
  testFailover(key: string): Promise<void> {
    return this.#run(key, "failover test", async (record) => {
      await this.#untilSettled(record);
      await this.#fleet.servers(record).exclusively(failOver);
      await this.#untilSettled(record);
    });
  }

  /** Restarts the node that the record names, without its data. */
  reboot(key: string): Promise<void> {
    return this.#run(key, "reboot", async (record) => {
      const servers = this.#fleet.servers(record);
      await servers.exclusively((context) => reboot(context, context.node(record.rebootedNode!)));
      await this.#untilSettled(record);
      return { pendingReboot: await servers.reconfigure() };
    });
  }

  /** Takes the snapshot whose record is there already. */
  snapshot(key: string, name: string): Promise<void> {
    return this.#run(key, "snapshot", async (record) => {
      await this.#take(record, name);
    });
  }

  /** Fills a copy whose record is there already. */
  async copySnapshot(copy: SnapshotRecord): Promise<void> {
    try {
      await this.#snapshots.completeCopy(copy);
    } catch (error) {
      this.#fleet.dependencies.log("error", "the copy of a snapshot failed", {
        snapshot: copy.name,
        error: String(error),
      });
      this.#snapshots.fail(copy);
    }
  }

  /** The group with its servers and data, once its final snapshot is there. It stays when that can't be taken. */
  delete(key: string): Promise<void> {
    return this.#run(key, "deletion", async (record) => {
      if (record.finalSnapshot !== undefined && !(await this.#take(record, record.finalSnapshot))) return;
      if (record.retainsPrimary) return this.#keepPrimary(record);
      await this.#fleet.serversIfAny(record)?.destroy();
      this.#announce(record, "deleted");
      await this.#snapshots.deleteAutomated(record.resourceId);
      this.#fleet.forget(record);
    });
  }

  /** After a start of the emulator. Resolves when every server that should run was started. */
  async resume(): Promise<void> {
    const copies = this.#snapshots.records.list().filter((each) => this.#snapshots.isUnfinishedCopy(each));
    for (const copy of copies) void this.copySnapshot(copy);
    await Promise.all(this.#fleet.records.list().map((record) => this.#resume(record)));
  }

  /** Stops every server cleanly; what is still going on is cut short and resumed at the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    const servers = this.#fleet.records.list().flatMap((record) => this.#fleet.serversIfAny(record) ?? []);
    await Promise.all(servers.map((each) => each.close()));
    await Promise.all([...this.#queues.values()].map((queue) => queue.run(async () => {})));
  }

  async #resume(record: ReplicationGroupRecord): Promise<void> {
    const key = keyOf(record);
    const { status } = record;
    const isCreatedAnew = status === "creating" && !record.adoptsPrimary;
    const needsServers = record.finalSnapshot !== undefined || record.retainsPrimary === true;
    if (status === "create-failed") return;
    if (status === "deleting" && !needsServers) return this.delete(key);
    if (!isCreatedAnew) {
      await this.#run(key, "start", async () => {
        if (status !== "modifying") {
          this.#fleet.update(key, { engineVersion: this.#fleet.engine(record).version });
        }
        await this.#fleet.servers(record).open();
        return { status, pendingReboot: [] };
      });
    }
    if (status === "creating") void this.create(key);
    if (status === "deleting") void this.delete(key);
    if (status === "modifying") void this.modify(key);
    if (status === "rebooting") void this.reboot(key);
    if (status === "snapshotting") this.#resumeSnapshots(record);
  }

  #resumeSnapshots(record: ReplicationGroupRecord): void {
    const begun = this.#snapshots.records
      .list()
      .filter(({ status, sourceResourceId }) => status === "creating" && sourceResourceId === record.resourceId);
    for (const { name } of begun) void this.snapshot(keyOf(record), name);
    if (begun.length === 0) this.#fleet.update(keyOf(record), { status: "available" });
  }

  /** True when the snapshot is there; one that can't be taken has failed. */
  async #take(record: ReplicationGroupRecord, name: string): Promise<boolean> {
    const snapshot = this.#snapshots.get(name);
    if (snapshot.status !== "creating") return snapshot.status === "available";
    const { events, log } = this.#fleet.dependencies;
    const source = snapshot.origin.clusterId;
    try {
      await this.#snapshots.complete(snapshot, await this.#dump(record, snapshot));
      events.add(
        "cache-cluster",
        source,
        `Snapshot succeeded for snapshot with ID '${name}' of cache cluster with ID '${source}'`,
      );
      return true;
    } catch (error) {
      if (this.#stop.signal.aborted) throw error;
      log("error", "a snapshot failed", { snapshot: name, error: String(error) });
      this.#snapshots.fail(snapshot);
      events.add(
        "cache-cluster",
        source,
        `Snapshot failed for snapshot with ID '${name}' of cache cluster with ID '${source}'`,
      );
      return false;
    }
  }

  /** A node that is lost meanwhile makes it begin anew once the group is whole again. */
  async #dump(record: ReplicationGroupRecord, { name, node }: SnapshotRecord): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await dump(this.#fleet.servers(record).context, node);
      } catch (error) {
        if (this.#stop.signal.aborted || attempt >= DUMP_ATTEMPTS_MAX) throw error;
        const { log } = this.#fleet.dependencies;
        log("warn", "a snapshot is begun anew", { snapshot: name, attempt, error: String(error) });
        await this.#untilSettled(record);
      }
    }
  }

  async #keepPrimary(record: ReplicationGroupRecord): Promise<void> {
    const { events } = this.#fleet.dependencies;
    const kept = await retainPrimary(this.#fleet, record);
    await this.#untilSettled(kept);
    for (const { name } of record.nodes) {
      const id = clusterId(record, name);
      if (id !== kept.identifier) events.add("cache-cluster", id, "Cache cluster deleted");
    }
    events.add("replication-group", record.identifier, `Replication group ${record.identifier} deleted`);
    this.#fleet.update(keyOf(kept), { status: "available" });
  }

  #announce(record: ReplicationGroupRecord, what: "created" | "deleted"): void {
    const { events } = this.#fleet.dependencies;
    const adopted = record.adoptsPrimary ? record.nodes[0]?.name : undefined;
    for (const { name } of record.nodes) {
      if (name !== adopted) events.add("cache-cluster", clusterId(record, name), `Cache cluster ${what}`);
    }
    const { identifier } = record;
    if (!record.isStandalone) events.add("replication-group", identifier, `Replication group ${identifier} ${what}`);
  }

  async #untilSettled(record: ReplicationGroupRecord): Promise<void> {
    await this.#fleet.servers(record).untilSettled(SETTLED_DEADLINE_MS, this.#stop.signal);
  }

  /** Ends in state `available` unless the work says otherwise. A creation that throws has failed. Never rejects. */
  #run(
    key: string,
    what: string,
    work: (record: ReplicationGroupRecord) => Promise<Partial<ReplicationGroupRecord> | void>,
  ): Promise<void> {
    const queue = this.#queues.get(key) ?? new SerialQueue();
    this.#queues.set(key, queue);
    return queue.run(async () => {
      const record = this.#fleet.records.get(key);
      if (!record || this.#stop.signal.aborted) return;
      try {
        const change = await work(record);
        this.#fleet.settle(record, { status: "available", ...change });
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#fleet.dependencies.log("error", `${what} of a cache failed`, { group: key, error: String(error) });
        this.#fleet.settle(record, { status: this.#statusAfterFailure(record) });
      }
    });
  }

  /** What serves is available; what doesn't stays as it is and is tried again by the next start. */
  #statusAfterFailure(record: ReplicationGroupRecord): ReplicationGroupRecord["status"] {
    if (record.status === "creating") return "create-failed";
    if (record.status === "deleting") return "deleting";
    return this.#fleet.serversIfAny(record)?.context.primary.isRunning() ? "available" : "modifying";
  }
}
