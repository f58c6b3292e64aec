import { SerialQueue } from "../../../wait/serial-queue.ts";
import { withPendingApplied } from "../state/modify-replication-group.ts";
import { clusterId, type ReplicationGroupRecord } from "../state/replication-group.ts";
import { isWithinMaintenanceWindow } from "../state/windows.ts";
import { failOver } from "./fail-over.ts";
import type { Fleet } from "./fleet.ts";
import { switchOver } from "./switch-over.ts";

const SETTLED_DEADLINE_MS = 300_000;

/**
 * What happens to replication groups after the API has answered. The state that the API showed is saved first, so each
 * of these can be interrupted at any point and is finished by `resume`. One thing at a time happens to a group.
 */
export class Lifecycle {
  readonly #fleet: Fleet;
  readonly #queues = new Map<string, SerialQueue>();
  readonly #stop = new AbortController();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  create(identifier: string): Promise<void> {
    return this.#run(identifier, "creation", async (record) => {
      await this.#fleet.servers(record).create();
      await this.#untilSettled(record);
      const { events } = this.#fleet.dependencies;
      for (const { name } of record.nodes)
        events.add("cache-cluster", clusterId(record, name), "Cache cluster created");
      events.add("replication-group", identifier, `Replication group ${identifier} created`);
    });
  }

  /** Servers and endpoints follow what the record says now; `primary` becomes the primary if it is given. */
  modify(identifier: string, primary?: string): Promise<void> {
    return this.#run(identifier, "modification", async (record) => {
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

  /** Makes parameters that a group changed take effect, without a change of state. */
  applyParameters(identifier: string): Promise<void> {
    return this.#run(identifier, "parameter change", async (record) => {
      if (record.status === "create-failed") return { status: record.status };
      return { pendingReboot: await this.#fleet.servers(record).reconfigure(), status: record.status };
    });
  }

  /** Kills the primary of a group that is in sync, as AWS does, and waits until its replacement is a replica. */
  testFailover(identifier: string): Promise<void> {
    return this.#run(identifier, "failover test", async (record) => {
      await this.#untilSettled(record);
      await this.#fleet.servers(record).exclusively(failOver);
      await this.#untilSettled(record);
    });
  }

  delete(identifier: string): Promise<void> {
    return this.#run(identifier, "deletion", async (record) => {
      const { events } = this.#fleet.dependencies;
      await this.#fleet.serversIfAny(record)?.destroy();
      for (const { name } of record.nodes)
        events.add("cache-cluster", clusterId(record, name), "Cache cluster deleted");
      events.add("replication-group", identifier, `Replication group ${identifier} deleted`);
      this.#fleet.forget(record);
    });
  }

  /** After a start of the emulator. Resolves when every server that should run was started. */
  async resume(): Promise<void> {
    await Promise.all(this.#fleet.records.list().map((record) => this.#resume(record)));
  }

  /** Pending changes of groups in their maintenance window. */
  async maintain(now = new Date()): Promise<void> {
    for (const record of this.#fleet.records.list()) {
      if (record.status !== "available" || Object.keys(record.pending).length === 0) continue;
      if (!isWithinMaintenanceWindow(record.settings.maintenanceWindow, now)) continue;
      this.#fleet.update(record.identifier, { ...withPendingApplied(record), status: "modifying" });
      await this.modify(record.identifier);
    }
  }

  /** Stops every server cleanly; what is still going on is cut short and resumed at the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    const servers = this.#fleet.records.list().flatMap((record) => this.#fleet.serversIfAny(record) ?? []);
    await Promise.all(servers.map((each) => each.close()));
    await Promise.all([...this.#queues.values()].map((queue) => queue.run(async () => {})));
  }

  async #resume(record: ReplicationGroupRecord): Promise<void> {
    const { identifier, status } = record;
    if (status === "deleting") return this.delete(identifier);
    if (status === "create-failed") return;
    if (status === "creating") {
      void this.create(identifier);
      return;
    }
    await this.#run(identifier, "start", async () => {
      this.#fleet.update(identifier, { engineVersion: this.#fleet.engine(record).version });
      await this.#fleet.servers(record).open();
      return { status, pendingReboot: [] };
    });
    if (status === "modifying") void this.modify(identifier);
  }

  async #untilSettled(record: ReplicationGroupRecord): Promise<void> {
    await this.#fleet.servers(record).untilSettled(SETTLED_DEADLINE_MS, this.#stop.signal);
  }

  /** Ends in state `available` unless the work says otherwise. A creation that throws has failed. Never rejects. */
  #run(
    identifier: string,
    what: string,
    work: (record: ReplicationGroupRecord) => Promise<Partial<ReplicationGroupRecord> | void>,
  ): Promise<void> {
    const queue = this.#queues.get(identifier) ?? new SerialQueue();
    this.#queues.set(identifier, queue);
    return queue.run(async () => {
      const record = this.#fleet.records.get(identifier);
      if (!record || this.#stop.signal.aborted) return;
      try {
        const change = await work(record);
        this.#finish(record, { status: "available", ...change });
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        const details = { group: identifier, error: String(error) };
        this.#fleet.dependencies.log("error", `${what} of a replication group failed`, details);
        this.#finish(record, { status: this.#statusAfterFailure(record) });
      }
    });
  }

  /** What serves is available; what doesn't stays as it is and is tried again by the next start. */
  #statusAfterFailure(record: ReplicationGroupRecord): ReplicationGroupRecord["status"] {
    if (record.status === "creating") return "create-failed";
    if (record.status === "deleting") return "deleting";
    return this.#fleet.serversIfAny(record)?.context.primary.isRunning() ? "available" : "modifying";
  }

  /** An operation that was accepted meanwhile has set the state already. */
  #finish(before: ReplicationGroupRecord, change: Partial<ReplicationGroupRecord>): void {
    const { identifier, status } = before;
    const current = this.#fleet.records.get(identifier);
    if (!current) return;
    if (current.status !== status) {
      this.#fleet.update(identifier, { ...change, status: current.status });
      return;
    }
    const { authTokenStatus, ...rest } = { ...current, ...change };
    const keepsToken = rest.status === "modifying" && authTokenStatus !== undefined;
    this.#fleet.records.put(identifier, keepsToken ? { ...rest, authTokenStatus } : rest);
  }
}
