import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseSegmentName } from "../../../../runtimes/process/postgres/wal/segment.ts";
import { until } from "../../../../wait/until.ts";
import type { DbInstanceRecord, DbInstanceStatus } from "../../state/db-instance.ts";
import { automatedSnapshotName, snapshotSource, type SnapshotRecord } from "../../state/snapshot.ts";
import type { SubnetGroupRecord } from "../../state/subnet-group.ts";
import { backupWindowStart } from "../../state/windows.ts";
import type { Fleet } from "../fleet.ts";
import { takePhysicalSnapshot } from "../snapshots/physical-snapshot.ts";
import { Snapshots } from "../snapshots/snapshots.ts";
import { isArchiving } from "./is-archiving.ts";
import { baseFor, restorableWindow, type RestorableWindow } from "./restorable-window.ts";
import { uploadWal } from "./upload-wal.ts";
import { WalArchive } from "./wal-archive.ts";

const DAY_MS = 86_400_000;
/** A primary that is lost during the copy comes back, or its standby takes over. */
const ATTEMPTS_MAX = 3;
const PRIMARY_DEADLINE_MS = 120_000;
const UPLOADING: ReadonlySet<DbInstanceStatus> = new Set([
  ...(["available", "backing-up", "modifying", "resetting-master-credentials", "rebooting"] as const),
]);

/**
 * Snapshots and automated backups of DB instances. An automated backup is an automated snapshot together with the WAL
 * that was archived since; there are some while `BackupRetentionPeriod` is not 0.
 */
export class Backups {
  readonly snapshots: Snapshots;
  readonly #fleet: Fleet;
  readonly #archives = new Map<string, WalArchive>();

  constructor(fleet: Fleet) {
    const { store, instance } = fleet.dependencies;
    this.#fleet = fleet;
    this.snapshots = new Snapshots(store, join(instance.directories.data, "rds-snapshots"));
  }

  /** Before any server runs: removes what a crash left. */
  async prepare(): Promise<void> {
    await this.snapshots.prepare();
    for (const { resourceId } of this.#fleet.records.list()) await this.archive(resourceId).prepare();
  }

  archive(resourceId: string): WalArchive {
    const known = this.#archives.get(resourceId);
    if (known) return known;
    const archive = new WalArchive(this.#fleet.archiveDirectory(resourceId));
    this.#archives.set(resourceId, archive);
    return archive;
  }

  /** A snapshot in state `creating`, durable when it returns; `takePending` takes it. */
  request(record: DbInstanceRecord, snapshot: Pick<SnapshotRecord, "identifier" | "type" | "tags">): SnapshotRecord {
    const { store } = this.#fleet.dependencies;
    const groups = store.collection<SubnetGroupRecord>("rds.subnet-group");
    const vpcId = record.subnetGroupName && groups.get(record.subnetGroupName)?.subnets[0]?.vpcId;
    const zone = record.zones[this.#fleet.servers(record).context.topology.primary];
    const now = new Date().toISOString();
    const requested: SnapshotRecord = {
      ...snapshot,
      status: "creating",
      directory: this.snapshots.newDirectory(),
      createdAt: now,
      instant: now,
      firstSegment: "",
      source: snapshotSource(record, zone, vpcId),
      sharedWith: [],
    };
    this.snapshots.records.put(requested.identifier, requested);
    return requested;
  }

  /** The automated snapshot of this moment, unless one of this minute exists. */
  requestAutomated(record: DbInstanceRecord, now = new Date()): void {
    const identifier = automatedSnapshotName(record.identifier, now);
    if (this.snapshots.records.get(identifier)) return;
    const tags = record.settings.CopyTagsToSnapshot ? record.tags : {};
    this.request(record, { identifier, type: "automated", tags });
  }

  hasPending(resourceId: string): boolean {
    return this.snapshots.of(resourceId).some(({ status }) => status === "creating");
  }

  hasAutomated(resourceId: string): boolean {
    return this.#bases(resourceId).length > 0;
  }

  /** Takes the snapshots that were requested of an instance whose servers run. Never rejects but when `signal` aborts. */
  async takePending(record: DbInstanceRecord, signal: AbortSignal): Promise<void> {
    for (const snapshot of this.snapshots.of(record.resourceId)) {
      if (snapshot.status === "creating") await this.#take(record, snapshot, signal);
    }
    if (isArchiving(record)) await this.upload(record);
    await this.expire(record);
  }

  /** True when the daily backup has not been taken in the window that is open now, or when there is no backup at all. */
  isDue(record: DbInstanceRecord, now: Date): boolean {
    if (!isArchiving(record)) return false;
    const newest = this.#bases(record.resourceId).at(-1);
    if (!newest) return true;
    const opened = backupWindowStart(record.settings.PreferredBackupWindow, now);
    return opened !== undefined && Date.parse(newest.instant) < opened.getTime();
  }

  /** Has the WAL of an instance that runs archived up to now; soon, not at once. Never rejects. */
  async upload(record: DbInstanceRecord): Promise<void> {
    const { primary } = this.#fleet.servers(record).context;
    if (!primary.isRunning()) return;
    try {
      await uploadWal(primary);
    } catch (error) {
      const { log } = this.#fleet.dependencies;
      log("warn", "WAL could not be switched", { instance: record.identifier, error: String(error) });
    }
  }

  /** The same for every instance that runs and has automated backups. */
  async uploadAll(): Promise<void> {
    const running = this.#fleet.records.list().filter((record) => isArchiving(record) && UPLOADING.has(record.status));
    await Promise.all(running.map((record) => this.upload(record)));
  }

  /** Deletes automated snapshots beyond the retention period, but for the newest, and the WAL that none needs. */
  async expire(record: DbInstanceRecord, now = new Date()): Promise<void> {
    const limit = now.getTime() - (record.settings.BackupRetentionPeriod ?? 0) * DAY_MS;
    const bases = this.#bases(record.resourceId);
    const expired = bases.slice(0, -1).filter(({ instant }) => Date.parse(instant) < limit);
    for (const snapshot of expired) await this.snapshots.delete(snapshot);
    const oldest = bases.find((base) => !expired.includes(base));
    if (oldest) await this.archive(record.resourceId).prune(parseSegmentName(oldest.firstSegment)!.number);
  }

  /** Deletes an instance's automated snapshots and archived WAL. */
  async deleteAutomated(resourceId: string): Promise<void> {
    const automated = this.snapshots.of(resourceId).filter(({ type }) => type === "automated");
    for (const snapshot of automated) await this.snapshots.delete(snapshot);
    await this.archive(resourceId).clear();
  }

  window(resourceId: string): Promise<RestorableWindow | undefined> {
    return restorableWindow(this.#bases(resourceId), this.archive(resourceId));
  }

  baseFor(resourceId: string, microseconds: bigint): Promise<SnapshotRecord | undefined> {
    return baseFor(microseconds, this.#bases(resourceId), this.archive(resourceId));
  }

  #bases(resourceId: string): SnapshotRecord[] {
    return this.snapshots.of(resourceId).filter(({ type, status }) => type === "automated" && status === "available");
  }

  async #take(record: DbInstanceRecord, snapshot: SnapshotRecord, signal: AbortSignal): Promise<void> {
    const { snapshots } = this;
    const { log } = this.#fleet.dependencies;
    const isManual = snapshot.type === "manual";
    const arnEvents = isManual
      ? (["RDS-EVENT-0040", "RDS-EVENT-0042"] as const)
      : (["RDS-EVENT-0090", "RDS-EVENT-0091"] as const);
    this.#fleet.emitForSnapshot(snapshot.identifier, arnEvents[0]);
    for (let attempt = 1; ; attempt++) {
      try {
        const { context } = this.#fleet.servers(record);
        await until(() => context.primary.isRunning(), {
          what: `a primary of ${record.identifier} to copy`,
          deadlineMs: PRIMARY_DEADLINE_MS,
          signal,
        });
        await rm(snapshots.path(snapshot), { recursive: true, force: true });
        const { primary } = context;
        const taken = await takePhysicalSnapshot(
          primary,
          snapshots.path(snapshot),
          AbortSignal.any([signal, primary.gone]),
        );
        snapshots.keepCredentials(snapshot, this.#fleet.secrets(record.resourceId));
        const { instant, firstSegment } = taken;
        snapshots.update(snapshot.identifier, { status: "available", createdAt: instant, instant, firstSegment });
        this.#fleet.emitForSnapshot(snapshot.identifier, arnEvents[1]);
        return;
      } catch (error) {
        signal.throwIfAborted();
        log("error", "snapshot failed", { snapshot: snapshot.identifier, attempt, error: String(error) });
        if (attempt < ATTEMPTS_MAX) continue;
        if (isManual) snapshots.update(snapshot.identifier, { status: "failed" });
        else await snapshots.delete(snapshot);
        return;
      }
    }
  }
}
