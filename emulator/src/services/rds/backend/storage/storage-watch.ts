import type { DbInstanceRecord } from "../../state/db-instance.ts";
import { grownAutomatically } from "../../state/storage-growth.ts";
import type { Fleet } from "../fleet.ts";
import type { ServersContext } from "../servers-context.ts";
import { storageFree, storageUsed } from "./storage-used.ts";

export interface StorageOptions {
  /** Between two looks at what the file system has left. */
  readonly intervalMs: number;
  /** Looks until what an instance uses is counted again. */
  readonly countEvery: number;
  /** What one GiB of AllocatedStorage is worth, so that a test need not write gibibytes. */
  readonly gibibyteBytes: number;
}

const OPTIONS: StorageOptions = { intervalMs: 5_000, countEvery: 12, gibibyteBytes: 1_073_741_824 };
/** With less left, PostgreSQL may at any moment fail to write WAL. */
const FREE_BYTES_MIN = 32 * 1_048_576;

/**
 * Puts an instance that has used up its AllocatedStorage, or whose file system is full, into `storage-full`: clients
 * are held off until its storage was modified or there is room again. What was acknowledged is kept.
 */
export class StorageWatch {
  readonly #fleet: Fleet;
  readonly #options: StorageOptions;
  readonly #used = new Map<string, number>();
  #looks = 0;
  #looking = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(fleet: Fleet, options: Partial<StorageOptions> = {}) {
    this.#fleet = fleet;
    this.#options = { ...OPTIONS, ...options };
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), this.#options.intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const { log } = this.#fleet.dependencies;
    try {
      const counts = this.#looks++ % this.#options.countEvery === 0;
      for (const record of this.#fleet.records.list()) await this.#lookAt(record, counts);
    } catch (error) {
      log("error", "storage could not be looked at", { error: String(error) });
    } finally {
      this.#looking = false;
    }
  }

  async #lookAt(record: DbInstanceRecord, counts: boolean): Promise<void> {
    if (record.status !== "available" && record.status !== "storage-full") return;
    const { directory } = this.#fleet.servers(record).context.primary;
    if (counts) this.#used.set(record.resourceId, await storageUsed(directory));
    const usedGib = (this.#used.get(record.resourceId) ?? 0) / this.#options.gibibyteBytes;
    const isFileSystemFull = (await storageFree(directory).catch(() => Infinity)) < FREE_BYTES_MIN;
    const current = this.#fleet.records.get(record.identifier);
    if (current?.status !== record.status) return;
    const allocated = this.#autoscaled(current, usedGib);
    const isFull = usedGib >= allocated || isFileSystemFull;
    if (isFull === (record.status === "storage-full")) return;
    this.#fleet.update(record.identifier, { status: isFull ? "storage-full" : "available" });
    if (isFull) this.#fleet.emit(record.identifier, "RDS-EVENT-0007");
    await this.#fleet.servers(record).exclusively(followStatus);
  }

  /** AllocatedStorage, grown where MaxAllocatedStorage allows it. */
  #autoscaled({ identifier, settings }: DbInstanceRecord, usedGib: number): number {
    const AllocatedStorage = grownAutomatically(settings, usedGib);
    if (AllocatedStorage === settings.AllocatedStorage) return AllocatedStorage;
    this.#fleet.update(identifier, { settings: { ...settings, AllocatedStorage } });
    this.#fleet.emit(identifier, "RDS-EVENT-0218");
    return AllocatedStorage;
  }
}

/** Lets clients in or holds them off; a primary that the full disk had brought down is tried again. */
async function followStatus(context: ServersContext): Promise<void> {
  context.primaryStartsFailed = 0;
  await context.point(context.primary.isRunning() ? "primary" : "nobody");
}
