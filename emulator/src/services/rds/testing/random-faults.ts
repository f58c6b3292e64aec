import { setTimeout as sleep } from "node:timers/promises";
import type { DBInstance } from "@aws-sdk/client-rds";
import fc from "fast-check";
import { EmulatorError } from "../../../errors.ts";
import type { Instance } from "../../../instance/instance.ts";
import { findLeftovers } from "../../../runtimes/process/find-leftovers.ts";
import { until } from "../../../wait/until.ts";
import { assertHolds, type Promised } from "./assert-holds.ts";
import { lostCommits, presentCommits, startCommitters, type Committers } from "./committers.ts";
import type { FaultRun, FaultTally } from "./fault-run.ts";
import { isTidy } from "./is-tidy.ts";
import { KillableEmulator } from "./killable-emulator.ts";
import { ask, requestFor, type Reachable } from "./rds-environment.ts";

/** Servers that die or hang, and an emulator that is killed while it does something. */
const FAULTS = [
  ...(["kill primary", "hang primary", "kill standby", "kill both"] as const),
  ...(["failover", "snapshot", "restore", "point in time", "rename", "final snapshot"] as const),
];
type Fault = (typeof FAULTS)[number];

const ID = "payments";
const DEADLINE_MS = 180_000;
/** A snapshot takes about a second here, a restore two or three. */
const DELAY_MS_MAX = 2_500;

const rounds = fc.record({ fault: fc.constantFrom(...FAULTS), delayMs: fc.nat(DELAY_MS_MAX) });

/**
 * Faults at random moments under commits. After each, every instance must be available and redundant again, no
 * acknowledged commit lost, every snapshot whole or not there, every restore finished, and no process or file left over.
 * Throws `EmulatorError`, naming round and fault.
 */
export async function runRandomFaults(instance: Instance, { seed, rounds: count, say }: FaultRun): Promise<FaultTally> {
  const run = await FaultRounds.start(instance);
  try {
    for (const [index, { fault, delayMs }] of fc.sample(rounds, { seed, numRuns: count }).entries()) {
      const name = `round ${index + 1} of ${count}, seed ${seed}: ${fault} after ${delayMs} ms`;
      try {
        await run.round(index, fault, delayMs);
        say(name);
      } catch (error) {
        throw new EmulatorError("DeadlineExceeded", `${name}: ${String(error)}`, { cause: error });
      }
    }
    return run.tally;
  } finally {
    await run.end();
  }
}

class FaultRounds {
  readonly tally = { acknowledged: 0, lost: 0, restored: 0, faults: {} as Record<string, number> };
  readonly #instance: Instance;
  #emulator: KillableEmulator;
  #nextId = 1;
  #acknowledged: number[] = [];

  private constructor(instance: Instance, emulator: KillableEmulator) {
    this.#instance = instance;
    this.#emulator = emulator;
  }

  static async start(instance: Instance): Promise<FaultRounds> {
    const emulator = await KillableEmulator.start(instance);
    const run = new FaultRounds(instance, emulator);
    await emulator.call("CreateDBInstance", { ...requestFor(ID, true) });
    await ask(await run.#untilWhole(), "create table commit_log (id bigint primary key)");
    return run;
  }

  async end(): Promise<void> {
    await this.#emulator.kill();
    const { root, data } = this.#instance.directories;
    await until(() => findLeftovers(root, [data]).length === 0, {
      what: "no process to outlive the emulator",
      deadlineMs: DEADLINE_MS,
    });
  }

  async round(index: number, fault: Fault, delayMs: number): Promise<void> {
    this.tally.faults[fault] = (this.tally.faults[fault] ?? 0) + 1;
    const committers = await this.#commit(await this.#untilWhole());
    let promised: Promised | undefined;
    try {
      promised = await this.#strike(`s${index}`, fault, delayMs, committers);
      await this.#untilWhole();
    } finally {
      await committers.stop();
      this.#keep(committers);
    }
    const after = await this.#commit(await this.#untilWhole());
    await after.stop();
    this.#keep(after);
    await this.#judgeCommits(await this.#untilWhole());
    await this.#judgeRest(`s${index}`, promised);
  }

  async #commit(endpoint: Reachable): Promise<Committers> {
    const committers = startCommitters(endpoint, 2, this.#nextId);
    const { acknowledged } = committers;
    await until(() => acknowledged.length > 20, { what: "20 commits", deadlineMs: DEADLINE_MS });
    return committers;
  }

  #keep({ acknowledged }: Committers): void {
    this.#acknowledged.push(...acknowledged);
    this.tally.acknowledged += acknowledged.length;
    this.#nextId = Math.max(this.#nextId, ...acknowledged) + 1_000;
  }

  async #strike(name: string, fault: Fault, delayMs: number, committers: Committers): Promise<Promised | undefined> {
    const { primary, standby } = await this.#servers();
    switch (fault) {
      case "kill primary":
        process.kill(primary, "SIGKILL");
        return undefined;
      case "hang primary":
        process.kill(primary, "SIGSTOP");
        await this.#untilReplaced(primary);
        return undefined;
      case "kill standby":
        process.kill(standby, "SIGKILL");
        await this.#untilReplaced(standby);
        return undefined;
      case "kill both":
        process.kill(standby, "SIGKILL");
        process.kill(primary, "SIGKILL");
        await this.#untilReplaced(primary);
        return undefined;
      case "failover":
      case "snapshot":
      case "restore":
      case "point in time":
      case "rename":
      case "final snapshot": {
        const promised = await this.#begin(name, fault, committers);
        await sleep(fault === "failover" ? delayMs % 200 : delayMs);
        await this.#emulator.kill();
        this.#emulator = await KillableEmulator.start(this.#instance);
        return promised;
      }
    }
  }

  /** What the emulator is killed in; says what must come of it. */
  async #begin(name: string, fault: Fault, committers: Committers): Promise<Promised | undefined> {
    const emulator = this.#emulator;
    const DBInstanceIdentifier = await this.#name();
    const snapshot = { DBSnapshotIdentifier: name };
    if (fault === "failover") {
      await emulator.call("RebootDBInstance", { DBInstanceIdentifier, ForceFailover: true });
    } else if (fault === "rename") {
      const NewDBInstanceIdentifier = DBInstanceIdentifier === ID ? `${ID}-renamed` : ID;
      const change = { DBInstanceIdentifier, NewDBInstanceIdentifier, ApplyImmediately: true };
      await emulator.call("ModifyDBInstance", change);
    } else if (fault === "point in time") {
      const held = committers.acknowledgedBefore(await this.#untilRestorable(Date.now()));
      const target = { TargetDBInstanceIdentifier: name, UseLatestRestorableTime: true };
      await emulator.call("RestoreDBInstanceToPointInTime", {
        SourceDBInstanceIdentifier: DBInstanceIdentifier,
        ...target,
      });
      return { held: [...this.#acknowledged, ...held] };
    } else {
      const known = [...this.#acknowledged, ...committers.acknowledged];
      await emulator.call("CreateDBSnapshot", { DBInstanceIdentifier, ...snapshot });
      if (fault === "snapshot") return undefined;
      await this.#untilWhole();
      const promised = { held: known, endsBefore: committers.nextId() };
      await emulator.call("RestoreDBInstanceFromDBSnapshot", { DBInstanceIdentifier: name, ...snapshot });
      if (fault === "restore") return promised;
      await this.#untilWhole();
      const held = await presentCommits(await this.#reach(name));
      const finalSnapshot = `${name}-final`;
      await emulator.call("DeleteDBInstance", { DBInstanceIdentifier: name, FinalDBSnapshotIdentifier: finalSnapshot });
      return { ...promised, held, finalSnapshot };
    }
    return undefined;
  }

  async #main(): Promise<DBInstance> {
    const instances = await this.#emulator.instances();
    return instances.find(({ DBInstanceIdentifier: id }) => id!.startsWith(ID))!;
  }

  async #name(): Promise<string> {
    return (await this.#main()).DBInstanceIdentifier!;
  }

  async #servers(): Promise<{ primary: number; standby: number }> {
    const name = await this.#name();
    const zone = (await this.#main()).AvailabilityZone!;
    const { pids } = (await this.#emulator.resources()).find((resource) => resource.name === name)!;
    const [a, b] = pids as [number, number];
    return zone.endsWith("a") ? { primary: a, standby: b } : { primary: b, standby: a };
  }

  /** Every instance is available, nothing is being taken, and the main one has a standby that may be promoted. */
  async #untilWhole(): Promise<Reachable> {
    const { caCertificatePem } = this.#emulator;
    const whole = async (): Promise<DBInstance | undefined> => {
      const instances = await this.#emulator.instances();
      const { DBSnapshots } = await this.#emulator.call("DescribeDBSnapshots", {});
      const main = await this.#main();
      const isWhole =
        main.SecondaryAvailabilityZone !== undefined &&
        instances.every(({ DBInstanceStatus: status }) => status === "available") &&
        DBSnapshots!.every(({ Status }) => Status === "available");
      return isWhole ? main : undefined;
    };
    const { Endpoint } = await until(whole, {
      what: "everything to be whole",
      deadlineMs: DEADLINE_MS,
      intervalMs: 50,
    });
    return { address: Endpoint!.Address!, port: Endpoint!.Port!, caCertificatePem };
  }

  async #untilReplaced(pid: number): Promise<void> {
    const isGone = async (): Promise<boolean> =>
      (await this.#emulator.resources()).every(({ pids }) => !pids.includes(pid));
    await until(isGone, { what: `server ${pid} to be given up`, deadlineMs: DEADLINE_MS });
  }

  async #judgeCommits(endpoint: Reachable): Promise<void> {
    const lost = await lostCommits(endpoint, this.#acknowledged);
    this.tally.lost += lost.length;
    if (lost.length > 0)
      throw new EmulatorError("PostgresFailed", `Acknowledged commits are lost: ${lost.join(", ")}.`);
  }

  /** What was restored holds what was promised and nothing later; then it goes, and nothing is left of it. */
  async #judgeRest(name: string, promised: Promised | undefined): Promise<void> {
    const emulator = this.#emulator;
    if (promised) {
      await this.#restoreFinal(name, promised);
      await assertHolds(name, await this.#reach(name), promised);
      this.tally.restored++;
      await emulator.call("DeleteDBInstance", { DBInstanceIdentifier: name, SkipFinalSnapshot: true });
    }
    for (const DBSnapshotIdentifier of await this.#manualSnapshots()) {
      await emulator.call("DeleteDBSnapshot", { DBSnapshotIdentifier });
    }
    await until(() => isTidy(this.#instance, this.#emulator), {
      what: "nothing to be left over",
      deadlineMs: DEADLINE_MS,
    });
  }

  /** An instance whose deletion was accepted is in its final snapshot, unless it is still there itself. */
  async #restoreFinal(name: string, { finalSnapshot }: Promised): Promise<void> {
    const instances = await this.#emulator.instances();
    if (finalSnapshot === undefined || instances.some(({ DBInstanceIdentifier: id }) => id === name)) return;
    if (!(await this.#manualSnapshots()).includes(finalSnapshot)) {
      throw new EmulatorError("PostgresFailed", `Neither ${name} nor its final snapshot ${finalSnapshot} is there.`);
    }
    await this.#emulator.call("RestoreDBInstanceFromDBSnapshot", {
      DBInstanceIdentifier: name,
      DBSnapshotIdentifier: finalSnapshot,
    });
    await this.#untilWhole();
  }

  /** Where an instance that must be there is. */
  async #reach(name: string): Promise<Reachable> {
    const { caCertificatePem } = this.#emulator;
    const { Endpoint } = (await this.#emulator.instances()).find(({ DBInstanceIdentifier: id }) => id === name)!;
    return { address: Endpoint!.Address!, port: Endpoint!.Port!, caCertificatePem };
  }

  /** The main instance's LatestRestorableTime once it is at `epochMs` or later, in milliseconds since 1970. */
  async #untilRestorable(epochMs: number): Promise<number> {
    const latest = async (): Promise<number | undefined> => {
      const time = Date.parse(String((await this.#main()).LatestRestorableTime));
      return time >= epochMs ? time : undefined;
    };
    return until(latest, { what: "what was committed to be restorable", deadlineMs: DEADLINE_MS, intervalMs: 50 });
  }

  async #manualSnapshots(): Promise<string[]> {
    const { DBSnapshots } = await this.#emulator.call("DescribeDBSnapshots", { SnapshotType: "manual" });
    return DBSnapshots!.map(({ DBSnapshotIdentifier: id }) => id!);
  }
}
