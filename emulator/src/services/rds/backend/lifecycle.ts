import type { DbInstanceRecord, DbInstanceStatus } from "../state/db-instance.ts";
import { withPendingApplied } from "../state/modify-instance.ts";
import { isWithinMaintenanceWindow } from "../state/windows.ts";
import type { Backups } from "./backups/backups.ts";
import { isArchiving } from "./backups/is-archiving.ts";
import { setPassword } from "./create-database.ts";
import { deleteInstance } from "./delete-instance.ts";
import type { RdsEventId } from "./event-log.ts";
import { fillInstance } from "./fill-instance.ts";
import type { Fleet } from "./fleet.ts";
import { moveEndpoint } from "./move-endpoint.ts";
import { rebootInstance, type RebootOutcome } from "./reboot-instance.ts";
import { pendingRestart, type ParameterChange } from "./restart.ts";
import { renameEndpoint } from "./rename-endpoint.ts";
import { SerialQueue } from "../../../wait/serial-queue.ts";

/** For what the monitor does in the background: starts, a failover, a standby, an address that is taken. */
const SERVERS_DEADLINE_MS = 300_000;
const REBOOT_EVENTS: Readonly<Record<RebootOutcome, RdsEventId>> = {
  restarted: "RDS-EVENT-0006",
  failoverAbandoned: "RDS-EVENT-0034",
  incompatibleParameters: "RDS-EVENT-0035",
};
/** Without servers that could be asked. */
const WITHOUT_SERVERS: readonly DbInstanceStatus[] = ["stopped", "incompatible-parameters"];

/**
 * What happens to DB instances after the API has answered. The state that the API showed is saved first, so each of
 * these can be interrupted at any point and is finished by `resume`. One thing at a time happens to an instance.
 */
export class Lifecycle {
  readonly #fleet: Fleet;
  readonly #backups: Backups;
  /** Values of the parameter group that an instance is to run with. */
  readonly #groupValues: (record: DbInstanceRecord) => Record<string, string>;
  readonly #queues = new Map<string, SerialQueue>();
  readonly #stop = new AbortController();

  constructor(fleet: Fleet, backups: Backups, groupValues: (record: DbInstanceRecord) => Record<string, string>) {
    this.#fleet = fleet;
    this.#backups = backups;
    this.#groupValues = groupValues;
  }

  create(identifier: string): Promise<void> {
    return this.run(identifier, "creation", async (record) => {
      await this.#fleet.servers(record).create(fillInstance(this.#fleet, record, this.#stop.signal));
      await this.#untilRedundant(record);
      // Together, because a creation that was cut off begins anew and needs the password again.
      this.#fleet.dependencies.store.transaction(() => {
        this.#fleet.keepMasterPassword(record.resourceId, undefined);
        const status = isArchiving(record) ? "backing-up" : "available";
        this.#finish(record, { status, createdAt: new Date().toISOString() });
      });
      this.#emitCreation(record);
      if (isArchiving(record)) void this.backUp(identifier);
    });
  }

  /** A new master password reaches the server, a standby comes or goes; then `events` tell what was changed. */
  modify(identifier: string, changesStandby: boolean, events: readonly RdsEventId[] = []): Promise<void> {
    return this.run(identifier, "modification", async (record) => {
      await this.#applyMasterPassword(record);
      const servers = this.#fleet.servers(record);
      await servers.exclusively(moveEndpoint);
      if (changesStandby) await this.#untilRedundant(record);
      for (const event of events) this.#fleet.emit(identifier, event);
      return this.settleBackups(record);
    });
  }

  /** It has the new name at once; its endpoint follows, and modifications that were asked for with it come next. */
  rename(record: DbInstanceRecord, identifier: string): Promise<void> {
    this.#fleet.rename(record, identifier);
    return this.run(identifier, "renaming", async () => {
      const servers = this.#fleet.servers(record);
      await servers.exclusively(renameEndpoint);
      await servers.untilListening(SERVERS_DEADLINE_MS, this.#stop.signal);
      this.#fleet.emit(identifier, "renamed", record.identifier);
      return { status: "modifying" };
    });
  }

  /** Takes an automated snapshot now, if nothing else is done to the instance: the WAL so far leads nowhere. */
  backUpAnew(identifier: string): void {
    if (this.#fleet.records.get(identifier)?.status !== "available") return;
    this.#fleet.update(identifier, { status: "backing-up" });
    void this.backUp(identifier);
  }

  /** Takes the snapshots that were requested of an instance, or an automated one if none was. */
  backUp(identifier: string): Promise<void> {
    return this.run(identifier, "backup", async (record) => {
      if (!this.#backups.jobs.hasRequested(record.resourceId)) this.#backups.requestAutomated(record);
      this.#fleet.emit(identifier, "RDS-EVENT-0001");
      await this.#backups.takeRequested(record, this.#stop.signal);
      this.#fleet.emit(identifier, "RDS-EVENT-0002");
    });
  }

  /** What a changed retention period means: a first backup when it was turned on, none any more when it was turned off. */
  async settleBackups(record: DbInstanceRecord): Promise<Partial<DbInstanceRecord>> {
    const hasBackups = this.#backups.hasAutomated(record.resourceId);
    if (hasBackups === isArchiving(record)) return {};
    await this.#fleet.servers(record).reload();
    if (hasBackups) {
      await this.#backups.deleteAutomated(record.resourceId, this.#stop.signal);
      this.#fleet.emit(record.identifier, "RDS-EVENT-0028");
      return {};
    }
    this.#fleet.emit(record.identifier, "RDS-EVENT-0032");
    void this.backUp(record.identifier);
    return { status: "backing-up" };
  }

  /** Parameters that wait for a restart take effect; with ones that the servers don't start with they stay down. */
  reboot(identifier: string, forceFailover: boolean): Promise<void> {
    return this.run(identifier, "reboot", async (record) => {
      const servers = this.#fleet.servers(record);
      const change = this.#parameterChange(record);
      const outcome = await rebootInstance(servers, change, forceFailover, this.#stop.signal);
      this.#fleet.emit(identifier, REBOOT_EVENTS[outcome]);
      if (outcome === "incompatibleParameters") return { status: "incompatible-parameters" };
      return { pendingRestart: await pendingRestart(servers.context.primary) };
    });
  }

  stop(identifier: string): Promise<void> {
    return this.run(identifier, "stop", async (record) => {
      await this.#backups.jobs.takeRequested(record, this.#stop.signal);
      await this.#fleet.servers(record).close();
      this.#fleet.emit(identifier, "RDS-EVENT-0087");
      return { status: "stopped" };
    });
  }

  start(identifier: string): Promise<void> {
    return this.run(identifier, "start", async (record) => {
      await this.#fleet.servers(record).open();
      await this.#untilRedundant(record);
      this.#fleet.emit(identifier, "RDS-EVENT-0088");
    });
  }

  delete(identifier: string): Promise<void> {
    return this.run(identifier, "deletion", async (record) => {
      await deleteInstance(this.#fleet, this.#backups, record, this.#stop.signal);
      this.#fleet.emit(identifier, "RDS-EVENT-0003");
      this.#fleet.forget(record);
    });
  }

  /** Makes dynamic parameters that a group changed take effect; says which wait for a restart. */
  applyParameters(identifier: string, appliedParameters: Record<string, string>): Promise<void> {
    return this.run(identifier, "parameter change", async (record) => {
      this.#fleet.update(identifier, { appliedParameters });
      const pending = WITHOUT_SERVERS.includes(record.status) ? [] : await this.#fleet.servers(record).reload();
      this.#fleet.emit(identifier, "RDS-EVENT-0092");
      return { pendingRestart: pending, status: record.status };
    });
  }

  /** After a start of the emulator. Resolves when every server that should run was started. */
  async resume(): Promise<void> {
    await Promise.all(this.#fleet.records.list().map((record) => this.#resume(record)));
  }

  /** Daily backups in their window, and pending changes of instances in their maintenance window. */
  async maintain(now = new Date()): Promise<void> {
    await this.#backups.expireRetained(now);
    for (const record of this.#fleet.records.list()) {
      if (record.status !== "available" || !this.#backups.isDue(record, now)) continue;
      this.backUpAnew(record.identifier);
    }
    for (const record of this.#fleet.records.list()) {
      if (record.status !== "available" || Object.keys(record.pending).length === 0) continue;
      if (!isWithinMaintenanceWindow(record.settings.PreferredMaintenanceWindow, now)) continue;
      await this.#applyPending(record);
    }
  }

  /** Stops every server cleanly; what is still going on is cut short and resumed at the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    const running = this.#fleet.records.list().filter(({ status }) => status !== "stopped");
    await Promise.all(running.map((record) => this.#fleet.servers(record).close()));
    await Promise.all([...this.#queues.values()].map((queue) => queue.run(async () => {})));
  }

  async #resume(record: DbInstanceRecord): Promise<void> {
    const { identifier, status } = record;
    if (status === "deleting") {
      void this.delete(identifier);
      return;
    }
    if (status === "stopped") return;
    if (status === "stopping" && !this.#backups.jobs.hasRequested(record.resourceId)) {
      return this.#fleet.update(identifier, { status: "stopped" });
    }
    if (status === "creating") {
      void this.create(identifier);
      return;
    }
    const servers = this.#fleet.servers(record);
    await this.run(identifier, "start", async () => {
      await servers.open();
      if (status === "incompatible-parameters" || record.replicaOf) return { status };
      if (await servers.untilServing(SERVERS_DEADLINE_MS, this.#stop.signal)) return { status };
      this.#fleet.emit(identifier, "RDS-EVENT-0031");
      return { status: "failed" };
    });
    if (!record.replicaOf && !servers.context.primary.isRunning()) return;
    if (status === "stopping") void this.stop(identifier);
    else if (status === "backing-up") void this.backUp(identifier);
    else void this.modify(identifier, status === "modifying" || status === "renaming");
  }

  /** A name that another instance has taken meanwhile is no longer waited for. */
  async #applyPending(record: DbInstanceRecord): Promise<void> {
    const { DBInstanceIdentifier: name, ...rest } = record.pending;
    const change = { ...withPendingApplied({ ...record, pending: rest }), status: "modifying" as const };
    const renames = name !== undefined && !this.#fleet.records.get(name);
    if (renames) void this.rename({ ...record, ...change }, name);
    else this.#fleet.update(record.identifier, change);
    await this.modify(renames ? name : record.identifier, true);
  }

  #emitCreation({ identifier, restoredFrom }: DbInstanceRecord): void {
    if (!restoredFrom) return this.#fleet.emit(identifier, "RDS-EVENT-0005");
    if (restoredFrom.archiveOf === undefined) {
      this.#fleet.emit(identifier, "RDS-EVENT-0043", restoredFrom.name);
    } else {
      this.#fleet.emit(identifier, "RDS-EVENT-0019", `${restoredFrom.name} to ${identifier}`);
    }
  }

  async #untilRedundant(record: DbInstanceRecord): Promise<void> {
    await this.#fleet.servers(record).untilRedundant(SERVERS_DEADLINE_MS, this.#stop.signal);
  }

  async #applyMasterPassword(record: DbInstanceRecord): Promise<void> {
    const { masterPasswordVerifier } = this.#fleet.secrets(record.resourceId);
    if (masterPasswordVerifier === undefined) return;
    const { primary } = this.#fleet.servers(record).context;
    await setPassword(primary, record.masterUsername, masterPasswordVerifier);
    this.#fleet.keepMasterPassword(record.resourceId, undefined);
    this.#fleet.emit(record.identifier, "RDS-EVENT-0016");
  }

  #parameterChange(record: DbInstanceRecord): ParameterChange {
    const previous = record.appliedParameters;
    const next = this.#groupValues(record);
    return {
      isNeeded: record.pendingRestart.length > 0 || JSON.stringify(sorted(previous)) !== JSON.stringify(sorted(next)),
      apply: () => this.#fleet.update(record.identifier, { appliedParameters: next }),
    };
  }

  /**
   * Ends in state `available` unless the work says otherwise. When it throws, the state is `failed` unless there is a
   * primary that serves all the same. Never rejects.
   */
  run(
    identifier: string,
    what: string,
    work: (record: DbInstanceRecord) => Promise<Partial<DbInstanceRecord> | void>,
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
        this.#fleet.dependencies.log("error", `${what} of a DB instance failed`, {
          instance: identifier,
          error: String(error),
        });
        const serves = record.status !== "creating" && this.#fleet.servers(record).context.primary.isRunning();
        this.#finish(record, { status: serves ? "available" : "failed" });
        if (!serves) this.#fleet.emit(identifier, "RDS-EVENT-0031");
      }
    });
  }

  /** An operation that was accepted meanwhile has set the state already. */
  #finish(before: DbInstanceRecord, change: Partial<DbInstanceRecord>): void {
    const { identifier, status } = before;
    const current = this.#fleet.records.get(identifier);
    if (current)
      this.#fleet.update(identifier, current.status === status ? change : { ...change, status: current.status });
  }
}

function sorted(parameters: Record<string, string>): [string, string][] {
  return Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
}
