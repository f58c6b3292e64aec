import { rm } from "node:fs/promises";
import { parseSegmentName } from "../../../../runtimes/process/postgres/wal/segment.ts";
import type { Collection } from "../../../../store/store.ts";
import { until } from "../../../../wait/until.ts";
import type { DbInstanceRecord, DbInstanceStatus } from "../../state/db-instance.ts";
import type { RestoredFrom } from "../../state/restored-from.ts";
import { automatedSnapshotName, type SnapshotRecord } from "../../state/snapshot.ts";
import { backupWindowStart } from "../../state/windows.ts";
import type { Fleet } from "../fleet.ts";
import { SnapshotJobs } from "../snapshots/snapshot-jobs.ts";
import { Snapshots } from "../snapshots/snapshots.ts";
import { isArchiving } from "./is-archiving.ts";
import { baseFor, restorableWindow, type RestorableWindow } from "./restorable-window.ts";
import { uploadWal } from "./upload-wal.ts";
import { WalArchive } from "./wal-archive.ts";

const DAY_MS = 86_400_000;
/** Twice what one restore may take: another may begin while the first is awaited. */
const RESTORES_DEADLINE_MS = 7_200_000;
const UPLOADING: ReadonlySet<DbInstanceStatus> = new Set([
  ...(["available", "backing-up", "modifying", "resetting-master-credentials", "rebooting"] as const),
]);

/**
 * Snapshots and automated backups of DB instances. An automated backup is an automated snapshot together with the WAL
 * that was archived since; there are some while `BackupRetentionPeriod` is not 0.
 */
export class Backups {
  readonly snapshots: Snapshots;
  readonly jobs: SnapshotJobs;
  /** Deleted instances whose automated backups were kept, by DbiResourceId: as they were in their last moment. */
  readonly retained: Collection<DbInstanceRecord>;
  readonly #fleet: Fleet;
  readonly #archives = new Map<string, WalArchive>();

  constructor(fleet: Fleet) {
    const { store, instance } = fleet.dependencies;
    this.#fleet = fleet;
    this.snapshots = new Snapshots(store, fleet.snapshotDirectory(), instance.region);
    this.jobs = new SnapshotJobs(fleet, this.snapshots);
    this.retained = store.collection("rds.retained-backup");
  }

  /** Before any server runs: removes what a crash left, and goes on with copies. */
  async prepare(): Promise<void> {
    await this.snapshots.prepare();
    for (const { resourceId } of this.#fleet.records.list()) await this.archive(resourceId).prepare();
    this.jobs.resumeCopies();
  }

  archive(resourceId: string): WalArchive {
    const known = this.#archives.get(resourceId);
    if (known) return known;
    const archive = new WalArchive(this.#fleet.archiveDirectory(resourceId));
    this.#archives.set(resourceId, archive);
    return archive;
  }

  /** An automated snapshot, named after this minute or, when there is one of that name, after the next that is free. */
  requestAutomated(record: DbInstanceRecord): void {
    const at = new Date();
    while (this.snapshots.find(automatedSnapshotName(record.identifier, at))) at.setUTCMinutes(at.getUTCMinutes() + 1);
    const identifier = automatedSnapshotName(record.identifier, at);
    const tags = record.settings.CopyTagsToSnapshot ? record.tags : {};
    this.jobs.request(record, { identifier, type: "automated", tags });
  }

  hasAutomated(resourceId: string): boolean {
    return this.#bases(resourceId).length > 0;
  }

  /** Takes the snapshots that were requested of an instance that runs. Rejects only when `signal` aborts. */
  async takeRequested(record: DbInstanceRecord, signal: AbortSignal): Promise<void> {
    await this.jobs.takeRequested(record, signal);
    if (isArchiving(record)) await this.upload(record);
    await this.#expire(record);
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

  /** Deletes retained backups of deleted instances whose time is over. */
  async expireRetained(now: Date): Promise<void> {
    for (const record of this.retained.list()) {
      await this.#expire(record, now);
      const { resourceId } = record;
      const newest = this.#bases(resourceId).at(-1);
      const last = (await this.window(resourceId))?.latest.getTime() ?? Date.parse(newest?.instant ?? record.createdAt);
      if (last < retentionLimit(record, now) && !this.isBeingRestored(resourceId)) await this.forget(resourceId);
    }
  }

  /** Keeps the automated backups of an instance that is about to be forgotten. Durable when it returns. */
  retain(record: DbInstanceRecord): void {
    this.retained.put(record.resourceId, record);
  }

  /** Whether an instance is being restored from its automated backups. */
  isBeingRestored(resourceId: string): boolean {
    return this.#restores().some(
      ({ archiveOf, directory }) =>
        archiveOf === resourceId || this.#automated(resourceId).some((snapshot) => snapshot.directory === directory),
    );
  }

  /** Deletes an instance's automated snapshots and archived WAL, once no restore needs them any more. */
  async deleteAutomated(resourceId: string, signal?: AbortSignal): Promise<void> {
    await until(() => !this.isBeingRestored(resourceId), {
      what: `restores from the automated backups of ${resourceId} to end`,
      deadlineMs: RESTORES_DEADLINE_MS,
      intervalMs: 100,
      ...(signal && { signal }),
    });
    // All of their records are gone at once, so that no restore begins from one meanwhile.
    await Promise.all(this.#automated(resourceId).map((snapshot) => this.snapshots.delete(snapshot)));
    await this.archive(resourceId).clear();
  }

  /** The same for an instance that no longer archives; nothing is left of its backups then. */
  async forget(resourceId: string, signal?: AbortSignal): Promise<void> {
    await this.deleteAutomated(resourceId, signal);
    await rm(this.archive(resourceId).directory, { recursive: true, force: true });
    this.#archives.delete(resourceId);
    this.retained.delete(resourceId);
  }

  window(resourceId: string): Promise<RestorableWindow | undefined> {
    return restorableWindow(this.#bases(resourceId), this.archive(resourceId));
  }

  baseFor(resourceId: string, microseconds: bigint): Promise<SnapshotRecord | undefined> {
    return baseFor(microseconds, this.#bases(resourceId), this.archive(resourceId));
  }

  /** Deletes automated snapshots that no time within the retention period needs, and the WAL that none needs. */
  async #expire(record: DbInstanceRecord, now = new Date()): Promise<void> {
    const limit = retentionLimit(record, now);
    const bases = this.#bases(record.resourceId);
    const inUse = this.#restores();
    const expired = bases
      // The newest one before the limit is what the days from the limit to the next one are restored from.
      .slice(
        0,
        Math.max(
          0,
          bases.findLastIndex(({ instant }) => Date.parse(instant) < limit),
        ),
      )
      .filter(({ directory }) => !inUse.some((restore) => restore.directory === directory));
    for (const snapshot of expired) await this.snapshots.delete(snapshot);
    const oldest = bases.find((base) => !expired.includes(base));
    if (oldest) await this.archive(record.resourceId).prune(parseSegmentName(oldest.firstSegment)!.number);
  }

  #bases(resourceId: string): SnapshotRecord[] {
    return this.#automated(resourceId).filter(({ status }) => status === "available");
  }

  #automated(resourceId: string): SnapshotRecord[] {
    return this.snapshots.of(resourceId).filter(({ type }) => type === "automated");
  }

  /** What instances are being restored from. */
  #restores(): RestoredFrom[] {
    const creating = this.#fleet.records.list().filter(({ status }) => status === "creating");
    return creating.flatMap(({ restoredFrom }) => restoredFrom ?? []);
  }
}

function retentionLimit({ settings }: DbInstanceRecord, now: Date): number {
  return now.getTime() - (settings.BackupRetentionPeriod ?? 0) * DAY_MS;
}
