import { copyFile, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createPrivateDirectory } from "../../../runtimes/process/postgres/data-directory.ts";
import { syncDirectory } from "../../../runtimes/process/postgres/durable-file.ts";
import type { Collection, Store } from "../../../store/store.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { automatedOf } from "../state/snapshot-schedule.ts";
import type { SnapshotRecord } from "../state/snapshot.ts";

/**
 * Snapshots with their RDB files. A record is `available` only after its file is there and durable, and it goes before
 * its file, so that whatever happens a snapshot is whole or not there.
 */
export class Snapshots {
  readonly records: Collection<SnapshotRecord>;
  readonly #directory: string;

  constructor(store: Store, dataDirectory: string) {
    this.records = store.collection("elasticache.snapshot");
    this.#directory = join(dataDirectory, "elasticache-snapshots");
  }

  /** Throws `SnapshotNotFoundFault`. */
  get(name: string): SnapshotRecord {
    const record = this.records.get(name.toLowerCase());
    if (!record) throw elasticacheErrors.snapshotNotFound(name);
    return record;
  }

  file({ resourceId }: Pick<SnapshotRecord, "resourceId">): string {
    return join(this.#directory, `${resourceId}.rdb`);
  }

  /** Throws `SnapshotAlreadyExistsFault`. */
  add(record: SnapshotRecord): void {
    if (this.records.get(record.name)) throw elasticacheErrors.snapshotAlreadyExists(record.name);
    this.records.put(record.name, record);
  }

  /** Takes the file over, which is gone afterwards, and makes the snapshot available. */
  async complete(record: SnapshotRecord, file: string): Promise<void> {
    const target = this.file(record);
    await createPrivateDirectory(this.#directory);
    await syncFile(file);
    await rename(file, target);
    await syncDirectory(this.#directory);
    const { size: sizeBytes } = await stat(target);
    this.#change(record, { status: "available", sizeBytes });
  }

  /** Makes a copy available with the data of its source. */
  async completeCopy(record: SnapshotRecord): Promise<void> {
    const copy = `${this.file(record)}.new`;
    await copyFile(this.file({ resourceId: record.sourceResourceId }), copy);
    await this.complete(record, copy);
  }

  isUnfinishedCopy({ status, sourceResourceId }: SnapshotRecord): boolean {
    const sources = this.records.list().map(({ resourceId }) => resourceId);
    return status === "creating" && sources.includes(sourceResourceId);
  }

  isBeingCopied({ resourceId }: SnapshotRecord): boolean {
    return this.records.list().some((each) => each.status === "creating" && each.sourceResourceId === resourceId);
  }

  /** Automated snapshots go with their source. */
  async deleteAutomated(sourceResourceId: string): Promise<void> {
    for (const record of automatedOf(sourceResourceId, this.records.list())) await this.delete(record);
  }

  fail(record: SnapshotRecord): void {
    this.#change(record, { status: "failed" });
  }

  async delete(record: SnapshotRecord): Promise<void> {
    this.records.delete(record.name);
    await rm(this.file(record), { force: true });
  }

  /** Ends interrupted deletions, and deletes files that belong to no snapshot. */
  async sweep(): Promise<void> {
    for (const record of this.records.list()) if (record.status === "deleting") await this.delete(record);
    const known = new Set(this.records.list().map((record) => this.file(record)));
    const names = await readdir(this.#directory).catch(() => []);
    const strays = names.map((name) => join(this.#directory, name)).filter((file) => !known.has(file));
    await Promise.all(strays.map((file) => rm(file, { force: true })));
  }

  #change(record: SnapshotRecord, change: Partial<SnapshotRecord>): void {
    const current = this.records.get(record.name);
    if (current?.resourceId === record.resourceId) this.records.put(record.name, { ...current, ...change });
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await syncDirectory(dirname(path));
}
