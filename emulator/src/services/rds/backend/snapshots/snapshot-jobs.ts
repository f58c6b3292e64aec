import { rm } from "node:fs/promises";
import { until } from "../../../../wait/until.ts";
import { parseSnapshotArn } from "../../state/arn.ts";
import type { DbInstanceRecord } from "../../state/db-instance.ts";
import { snapshotSource, type SnapshotRecord } from "../../state/snapshot.ts";
import type { SubnetGroupRecord } from "../../state/subnet-group.ts";
import type { Fleet } from "../fleet.ts";
import { copySnapshotFiles } from "./copy-snapshot.ts";
import { takePhysicalSnapshot } from "./physical-snapshot.ts";
import type { Snapshots } from "./snapshots.ts";

/** A primary that is lost during the copy comes back, or its standby takes over. */
const ATTEMPTS_MAX = 3;
const PRIMARY_DEADLINE_MS = 120_000;

type Requested = Pick<SnapshotRecord, "identifier" | "type" | "tags">;
type Copied = Pick<SnapshotRecord, "identifier" | "region" | "source" | "tags" | "copiedFrom" | "optionGroupName">;

/** Has snapshots taken and copied. What is asked is saved first, so that it is finished after a crash. */
export class SnapshotJobs {
  readonly #fleet: Fleet;
  readonly #snapshots: Snapshots;

  constructor(fleet: Fleet, snapshots: Snapshots) {
    this.#fleet = fleet;
    this.#snapshots = snapshots;
  }

  /** A snapshot in state `creating`, durable when it returns; `takeRequested` takes it. Throws `DBSnapshotAlreadyExists`. */
  request(record: DbInstanceRecord, asked: Requested): SnapshotRecord {
    const { store } = this.#fleet.dependencies;
    const groups = store.collection<SubnetGroupRecord>("rds.subnet-group");
    const vpcId = record.subnetGroupName && groups.get(record.subnetGroupName)?.subnets[0]?.vpcId;
    const zone = record.zones[this.#fleet.servers(record).context.topology.primary];
    const now = new Date().toISOString();
    const requested: SnapshotRecord = {
      ...asked,
      region: this.#snapshots.region,
      status: "creating",
      directory: this.#snapshots.newDirectory(),
      createdAt: now,
      instant: now,
      firstSegment: "",
      source: snapshotSource(record, zone, vpcId),
      sharedWith: [],
    };
    this.#snapshots.add(requested);
    return requested;
  }

  hasRequested(resourceId: string): boolean {
    return this.#snapshots.of(resourceId).some(({ status }) => status === "creating");
  }

  /** Takes the snapshots that were requested of an instance whose servers run. Rejects only when `signal` aborts. */
  async takeRequested(record: DbInstanceRecord, signal: AbortSignal): Promise<void> {
    for (const snapshot of this.#snapshots.of(record.resourceId)) {
      if (snapshot.status === "creating") await this.#take(record, snapshot, signal);
    }
  }

  /** A manual snapshot with the files of `source`, in state `copying` and then `available`. */
  copy(source: SnapshotRecord, asked: Copied): SnapshotRecord {
    const { instant, firstSegment } = source;
    const copy: SnapshotRecord = {
      ...asked,
      ...{ instant, firstSegment, sharedWith: [] },
      type: "manual",
      status: "copying",
      directory: this.#snapshots.newDirectory(),
      createdAt: new Date().toISOString(),
    };
    this.#snapshots.add(copy);
    this.#fleet.emitForSnapshot(copy.identifier, "RDS-EVENT-0059", source.identifier);
    void this.#copy(copy);
    return copy;
  }

  /** Finishes copies that were interrupted. */
  resumeCopies(): void {
    for (const record of this.#snapshots.all()) if (record.status === "copying") void this.#copy(record);
  }

  async #take(record: DbInstanceRecord, snapshot: SnapshotRecord, signal: AbortSignal): Promise<void> {
    const { log } = this.#fleet.dependencies;
    const isManual = snapshot.type === "manual";
    this.#fleet.emitForSnapshot(snapshot.identifier, isManual ? "RDS-EVENT-0040" : "RDS-EVENT-0090");
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#tryTake(record, snapshot, signal);
        this.#fleet.emitForSnapshot(snapshot.identifier, isManual ? "RDS-EVENT-0042" : "RDS-EVENT-0091");
        return;
      } catch (error) {
        signal.throwIfAborted();
        log("error", "snapshot failed", { snapshot: snapshot.identifier, attempt, error: String(error) });
        if (attempt < ATTEMPTS_MAX) continue;
        if (isManual) this.#snapshots.update(snapshot, { status: "failed" });
        else await this.#snapshots.delete(snapshot);
        return;
      }
    }
  }

  async #tryTake(record: DbInstanceRecord, snapshot: SnapshotRecord, signal: AbortSignal): Promise<void> {
    const { context } = this.#fleet.servers(record);
    await until(() => context.primary.isRunning(), {
      what: `a primary of ${record.identifier} to copy`,
      deadlineMs: PRIMARY_DEADLINE_MS,
      signal,
    });
    const { primary } = context;
    const path = this.#snapshots.path(snapshot);
    await rm(path, { recursive: true, force: true });
    this.#snapshots.keepCredentials(snapshot, this.#fleet.secrets(record.resourceId));
    const taken = await takePhysicalSnapshot(primary, path, AbortSignal.any([signal, primary.gone]));
    const { instant, firstSegment } = taken;
    this.#snapshots.update(snapshot, { status: "available", createdAt: instant, instant, firstSegment });
  }

  async #copy(copy: SnapshotRecord): Promise<void> {
    const snapshots = this.#snapshots;
    try {
      const { region, name } = parseSnapshotArn(this.#fleet.dependencies.instance, copy.copiedFrom!);
      const source = snapshots.get(name, region);
      await rm(snapshots.path(copy), { recursive: true, force: true });
      await copySnapshotFiles(snapshots.path(source), snapshots.path(copy));
      snapshots.keepCredentials(copy, snapshots.credentials(source)!);
      snapshots.update(copy, { status: "available" });
      this.#fleet.emitForSnapshot(copy.identifier, "RDS-EVENT-0060", source.identifier);
    } catch (error) {
      const { log } = this.#fleet.dependencies;
      log("error", "snapshot could not be copied", { snapshot: copy.identifier, error: String(error) });
      snapshots.update(copy, { status: "failed" });
    }
  }
}
