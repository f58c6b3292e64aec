import { withPendingApplied } from "../state/modify-replication-group.ts";
import { clusterId, keyOf, type ReplicationGroupRecord } from "../state/replication-group.ts";
import { automatedName, expiredSnapshots, isSnapshotDue } from "../state/snapshot-schedule.ts";
import { isWithinMaintenanceWindow } from "../state/windows.ts";
import type { Fleet } from "./fleet.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { beginSnapshot } from "./begin-snapshot.ts";
import type { Snapshots } from "./snapshots.ts";

/** What ElastiCache does by the clock: pending changes and daily snapshots in their windows, and old snapshots' end. */
export class Maintenance {
  readonly #fleet: Fleet;
  readonly #lifecycle: Lifecycle;
  readonly #snapshots: Snapshots;

  constructor(fleet: Fleet, lifecycle: Lifecycle, snapshots: Snapshots) {
    this.#fleet = fleet;
    this.#lifecycle = lifecycle;
    this.#snapshots = snapshots;
  }

  async run(now = new Date()): Promise<void> {
    for (const record of this.#fleet.records.list()) {
      if (record.status !== "available") continue;
      if (isSnapshotDue(record, this.#snapshots.records.list(), now)) await this.#takeDailySnapshot(record, now);
      else await this.#applyPending(record, now);
    }
    const sources = this.#fleet.records.list();
    const days = new Map(sources.map(({ resourceId, settings }) => [resourceId, settings.snapshotRetentionLimit]));
    for (const snapshot of expiredSnapshots(this.#snapshots.records.list(), days, now)) {
      await this.#snapshots.delete(snapshot);
    }
  }

  async #takeDailySnapshot(record: ReplicationGroupRecord, now: Date): Promise<void> {
    const { snapshottingClusterId } = record.settings;
    const asked = record.nodes.find(({ name }) => clusterId(record, name) === snapshottingClusterId);
    const node = asked?.name ?? this.#fleet.servers(record).context.topology.primary;
    const name = automatedName(record, node, now);
    beginSnapshot(this.#fleet, this.#snapshots, record, { source: "automated", name, node, now, tags: {} });
    await this.#lifecycle.snapshot(keyOf(record), name);
  }

  async #applyPending(record: ReplicationGroupRecord, now: Date): Promise<void> {
    if (Object.keys(record.pending).length === 0) return;
    if (!isWithinMaintenanceWindow(record.settings.maintenanceWindow, now)) return;
    this.#fleet.put({ ...withPendingApplied(record), status: "modifying" });
    await this.#lifecycle.modify(keyOf(record));
  }
}
