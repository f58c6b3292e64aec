import type { Log } from "../../../../log.ts";
import type { DbInstanceRecord } from "../../state/db-instance.ts";
import type { Fleet } from "../fleet.ts";
import type { Lifecycle } from "../lifecycle.ts";
import type { ServersContext } from "../servers-context.ts";
import { copySource } from "./copy-source.ts";
import { replicaLagSeconds } from "./replica-lag.ts";

export interface ReplicaOptions {
  /** Between two looks at a read replica. */
  readonly intervalMs: number;
  /** Until a replica that receives nothing from a source that serves is told anew where its source is. */
  readonly reconnectAfterMs: number;
  /** Until it is copied anew: it may have received what its source's standby never did, or need WAL that is gone. */
  readonly copyAfterMs: number;
}

const OPTIONS: ReplicaOptions = { intervalMs: 1_000, reconnectAfterMs: 3_000, copyAfterMs: 15_000 };

interface Seen {
  readonly lagSeconds: number;
  /** `performance.now()` of when it was last receiving, or first seen. */
  readonly receivingAtMs: number;
}

/** Keeps read replicas receiving from their sources, across the sources' failovers and renames. */
export class ReadReplicas {
  readonly #fleet: Fleet;
  readonly #lifecycle: Lifecycle;
  readonly #log: Log;
  readonly #options: ReplicaOptions;
  readonly #seen = new Map<string, Seen>();
  readonly #busy = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(fleet: Fleet, lifecycle: Lifecycle, options: Partial<ReplicaOptions> = {}) {
    this.#fleet = fleet;
    this.#lifecycle = lifecycle;
    this.#log = fleet.dependencies.log;
    this.#options = { ...OPTIONS, ...options };
  }

  start(): void {
    this.#timer = setInterval(() => this.#lookAtAll(), this.#options.intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  isReplicating({ resourceId }: DbInstanceRecord): boolean {
    return (this.#seen.get(resourceId)?.lagSeconds ?? -1) >= 0;
  }

  /** Seconds behind the source; -1 while nothing is received. */
  lagSeconds({ resourceId }: DbInstanceRecord): number {
    return this.#seen.get(resourceId)?.lagSeconds ?? -1;
  }

  /** Makes a replica an instance of its own, which `change` describes; it keeps everything that it has received. */
  promote(identifier: string, change: Partial<DbInstanceRecord>): Promise<void> {
    this.#fleet.update(identifier, { ...change, replicaOf: null, status: "modifying" });
    return this.#lifecycle.run(identifier, "promotion", async (record) => {
      await this.#fleet.servers(record).exclusively(endReplication);
      this.#seen.delete(record.resourceId);
      this.#fleet.emit(identifier, "RDS-EVENT-0057");
      return this.#lifecycle.settleBackups(record);
    });
  }

  #lookAtAll(): void {
    const records = this.#fleet.records.list();
    for (const record of records.filter(({ replicaOf, status }) => replicaOf && status === "available")) {
      if (this.#busy.has(record.resourceId)) continue;
      this.#busy.add(record.resourceId);
      this.#lookAt(record)
        .catch((error: unknown) =>
          this.#log("error", "read replica could not be looked after", {
            instance: record.identifier,
            error: String(error),
          }),
        )
        .finally(() => this.#busy.delete(record.resourceId));
    }
  }

  async #lookAt(record: DbInstanceRecord): Promise<void> {
    const { primary } = this.#fleet.servers(record).context;
    const nowMs = performance.now();
    const before = this.#seen.get(record.resourceId);
    const lagSeconds = primary.isRunning() ? await replicaLagSeconds(primary).catch(() => -1) : -1;
    const receivingAtMs = lagSeconds >= 0 || !before ? nowMs : before.receivingAtMs;
    this.#seen.set(record.resourceId, { lagSeconds, receivingAtMs });
    if (before && before.lagSeconds >= 0 !== lagSeconds >= 0) {
      this.#fleet.emit(record.identifier, lagSeconds >= 0 ? "RDS-EVENT-0046" : "RDS-EVENT-0045");
    }
    if (lagSeconds < 0 && this.#sourceServes(record)) await this.#heal(record, nowMs - receivingAtMs);
  }

  #sourceServes({ replicaOf }: DbInstanceRecord): boolean {
    const source = this.#fleet.byResourceId(replicaOf!.resourceId);
    return source !== undefined && this.#fleet.servers(source).context.primary.isRunning();
  }

  async #heal(record: DbInstanceRecord, notReceivingMs: number): Promise<void> {
    const servers = this.#fleet.servers(record);
    if (!record.replicaOf!.seeded || notReceivingMs > this.#options.copyAfterMs) {
      this.#log("info", "The read replica does not receive from its source; copying it anew.", {
        instance: record.identifier,
      });
      await servers.exclusively(async (context) => {
        // It may have been promoted while something else was done to its server.
        if (!this.#fleet.records.get(record.identifier)?.replicaOf) return;
        await context.point("nobody");
        await copySource(this.#fleet, record, context);
        context.primaryStartsFailed = 0;
        await context.point("primary");
      });
      this.#seen.delete(record.resourceId);
    } else if (notReceivingMs > this.#options.reconnectAfterMs) {
      await servers.exclusively(async (context) => {
        await context.configurePrimary();
        context.primary.reload();
      });
    }
  }
}

async function endReplication(context: ServersContext): Promise<void> {
  await context.configurePrimary();
  await context.primary.promote();
}
