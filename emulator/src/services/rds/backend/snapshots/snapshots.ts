import { randomUUID } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { createPrivateDirectory } from "../../../../runtimes/process/postgres/data-directory.ts";
import type { Collection, Store } from "../../../../store/store.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import type { SnapshotRecord } from "../../state/snapshot.ts";
import type { Credentials } from "../site.ts";
import { unfinished } from "./physical-snapshot.ts";

/** Every DB snapshot's record, and where its files are. A record that is `available` has all of its files. */
export class Snapshots {
  readonly records: Collection<SnapshotRecord>;
  readonly #credentials: Collection<Credentials>;
  readonly #root: string;

  constructor(store: Store, root: string) {
    this.records = store.collection("rds.snapshot");
    this.#credentials = store.collection("rds.snapshot-secret");
    this.#root = root;
  }

  /** Removes what a crash left: files without a record, and records' files that are not complete. */
  async prepare(): Promise<void> {
    await createPrivateDirectory(this.#root);
    const complete = this.records.list().filter(({ status }) => status === "available");
    const known = new Set(complete.map(({ directory }) => directory));
    for (const name of await readdir(this.#root)) {
      if (!known.has(name)) await rm(join(this.#root, name), { recursive: true, force: true });
    }
  }

  /** Throws `DBSnapshotNotFound`. */
  get(identifier: string): SnapshotRecord {
    const found = this.records.get(identifier.toLowerCase());
    if (!found) throw rdsErrors.snapshotNotFound(identifier);
    return found;
  }

  /** Of one instance, oldest first. */
  of(resourceId: string): SnapshotRecord[] {
    return this.records
      .list()
      .filter(({ source }) => source.resourceId === resourceId)
      .sort((a, b) => (a.instant < b.instant ? -1 : 1));
  }

  newDirectory(): string {
    return randomUUID();
  }

  path({ directory }: SnapshotRecord): string {
    return join(this.#root, directory);
  }

  /** Durable when it returns; does nothing for one that is gone. */
  update(identifier: string, change: Partial<SnapshotRecord>): void {
    const record = this.records.get(identifier);
    if (record) this.records.put(identifier, { ...record, ...change });
  }

  /** Passwords of RDS's own roles in the snapshot's data. */
  credentials({ directory }: SnapshotRecord): Credentials | undefined {
    return this.#credentials.get(directory);
  }

  keepCredentials({ directory }: SnapshotRecord, { admin, replication }: Credentials): void {
    this.#credentials.put(directory, { admin, replication });
  }

  /** The record goes first: a crash leaves files that the next start removes. */
  async delete(record: SnapshotRecord): Promise<void> {
    this.records.delete(record.identifier);
    this.#credentials.delete(record.directory);
    const path = this.path(record);
    await rename(path, unfinished(path)).catch(() => {});
    await rm(unfinished(path), { recursive: true, force: true });
  }
}
