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
  readonly region: string;
  readonly #records: Collection<SnapshotRecord>;
  readonly #credentials: Collection<Credentials>;
  readonly #root: string;
  /** Parsed once, because every description of an instance looks its snapshots up. */
  #byResource: Map<string, SnapshotRecord[]> | undefined;

  /** `region` is the emulator's; snapshots that were copied to others are there beside its own. */
  constructor(store: Store, root: string, region: string) {
    this.region = region;
    this.#records = store.collection("rds.snapshot");
    this.#credentials = store.collection("rds.snapshot-secret");
    this.#root = root;
  }

  /** Removes what a crash left: files without a record, and records' files that are not complete. */
  async prepare(): Promise<void> {
    await createPrivateDirectory(this.#root);
    const complete = this.#records.list().filter(({ status }) => status === "available");
    const known = new Set(complete.map(({ directory }) => directory));
    for (const name of await readdir(this.#root)) {
      if (!known.has(name)) await rm(join(this.#root, name), { recursive: true, force: true });
    }
  }

  /** Throws `DBSnapshotNotFound`. */
  get(identifier: string, region = this.region): SnapshotRecord {
    const found = this.find(identifier, region);
    if (!found) throw rdsErrors.snapshotNotFound(identifier);
    return found;
  }

  find(identifier: string, region = this.region): SnapshotRecord | undefined {
    return this.#records.get(key(region, identifier.toLowerCase()));
  }

  /** Of every region. */
  all(): SnapshotRecord[] {
    return this.#records.list();
  }

  list(region = this.region): SnapshotRecord[] {
    return this.#records.list().filter((record) => record.region === region);
  }

  /** Durable when it returns. Throws `DBSnapshotAlreadyExists`. */
  add(record: SnapshotRecord): void {
    if (this.find(record.identifier, record.region)) throw rdsErrors.snapshotAlreadyExists(record.identifier);
    this.#records.put(key(record.region, record.identifier), record);
    this.#byResource = undefined;
  }

  /** Of one instance, in the emulator's region, oldest first. */
  of(resourceId: string): readonly SnapshotRecord[] {
    this.#byResource ??= Map.groupBy(
      this.list().sort((a, b) => (a.instant < b.instant ? -1 : 1)),
      ({ source }) => source.resourceId,
    );
    return this.#byResource.get(resourceId) ?? [];
  }

  newDirectory(): string {
    return randomUUID();
  }

  path({ directory }: SnapshotRecord): string {
    return join(this.#root, directory);
  }

  /** Durable when it returns; does nothing for one that is gone. */
  update({ region, identifier }: SnapshotRecord, change: Partial<SnapshotRecord>): void {
    const record = this.find(identifier, region);
    if (record) this.#records.put(key(region, identifier), { ...record, ...change });
    this.#byResource = undefined;
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
    this.#records.delete(key(record.region, record.identifier));
    this.#byResource = undefined;
    this.#credentials.delete(record.directory);
    const path = this.path(record);
    await rename(path, unfinished(path)).catch(() => {});
    await rm(unfinished(path), { recursive: true, force: true });
  }
}

function key(region: string, identifier: string): string {
  return `${region}/${identifier}`;
}
