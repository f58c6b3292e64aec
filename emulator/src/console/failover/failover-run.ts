import type { DBInstance, RDSClient } from "@aws-sdk/client-rds";
import { DescribeDBInstancesCommand, RebootDBInstanceCommand } from "@aws-sdk/client-rds";
import type { Login } from "../../runtimes/process/postgres/admin-connection.ts";
import { until } from "../../wait/until.ts";
import { CommitProbe } from "../probe/commit-probe.ts";
import type { Sample } from "../probe/probe-messages.ts";
import { longestOutage } from "./outage.ts";
import type { RunEvent, RunResult } from "./run-events.ts";

const INTERVAL_MS = 20;
const TIMEOUT_MS = 1_000;
/** Commits in a row before the failover, so that the picture shows what was normal. */
const CALM_SAMPLES = 40;
const CALM_DEADLINE_MS = 15_000;
const RECOVERY_DEADLINE_MS = 180_000;
const REQUEST_MS_MAX = 30_000;

export interface FailoverRunOptions {
  readonly identifier: string;
  readonly login: Login;
  readonly rds: RDSClient;
}

/** One forced failover through the RDS API with a probe that commits all the while. */
export class FailoverRun {
  readonly identifier: string;
  readonly #rds: RDSClient;
  readonly #login: Login;
  readonly #events: RunEvent[] = [];
  readonly #listeners = new Set<(event: RunEvent) => void>();
  readonly #samples: Sample[] = [];
  #isEnded = false;

  constructor({ identifier, login, rds }: FailoverRunOptions) {
    this.identifier = identifier;
    this.#login = login;
    this.#rds = rds;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Tells everything that has happened and then everything that happens; returns how to stop listening. */
  listen(listener: (event: RunEvent) => void): () => void {
    for (const event of this.#events) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the end of the run. Never rejects: what went wrong is part of the result. */
  async perform(): Promise<void> {
    const settings = { login: this.#login, intervalMs: INTERVAL_MS, timeoutMs: TIMEOUT_MS };
    const probe = new CommitProbe(settings, (sample) => this.#take(sample));
    let story: Partial<RunResult> = {};
    let requestedMs = 0;
    try {
      await this.#calm("the database to take commits", CALM_DEADLINE_MS);
      const zoneBefore = await this.#zone();
      requestedMs = this.#mark("requested");
      await this.#rds.send(
        new RebootDBInstanceCommand({ DBInstanceIdentifier: this.identifier, ForceFailover: true }),
        { abortSignal: AbortSignal.timeout(REQUEST_MS_MAX) },
      );
      this.#mark("accepted");
      await until(() => this.#isAvailable(), {
        what: `${this.identifier} to be available again`,
        deadlineMs: RECOVERY_DEADLINE_MS,
        intervalMs: 100,
      });
      this.#mark("available");
      await this.#calm("the database to take commits again", RECOVERY_DEADLINE_MS);
      story = { zoneBefore, zoneAfter: await this.#zone() };
    } catch (error) {
      story = { error: (error as Error).message };
    } finally {
      await probe.stop();
    }
    this.#end(story, requestedMs);
  }

  #end(story: Partial<RunResult>, requestedMs: number): void {
    const count = (outcome: Sample["outcome"]): number => this.#samples.filter((one) => one.outcome === outcome).length;
    const outage = story.error === undefined ? longestOutage(this.#samples, requestedMs) : undefined;
    const counts = { acknowledged: count("ok"), failed: count("failed"), unknown: count("unknown") };
    this.#isEnded = true;
    this.#tell({ kind: "ended", result: { ...story, ...(outage && { outage }), ...counts } });
  }

  #take(sample: Sample): void {
    if (this.#isEnded) return;
    this.#samples.push(sample);
    this.#tell({ kind: "sample", sample });
  }

  #mark(what: "requested" | "accepted" | "available"): number {
    const atMs = performance.timeOrigin + performance.now();
    this.#tell({ kind: "mark", atMs, what });
    return atMs;
  }

  #tell(event: RunEvent): void {
    this.#events.push(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** Waits for an unbroken row of acknowledged commits from now on. */
  async #calm(what: string, deadlineMs: number): Promise<void> {
    const first = this.#samples.length;
    const isCalm = (): boolean => {
      const row = this.#samples.slice(first).slice(-CALM_SAMPLES);
      return row.length === CALM_SAMPLES && row.every(({ outcome }) => outcome === "ok");
    };
    await until(isCalm, { what, deadlineMs });
  }

  async #isAvailable(): Promise<boolean> {
    return (await this.#describe()).DBInstanceStatus === "available";
  }

  async #zone(): Promise<string> {
    return (await this.#describe()).AvailabilityZone ?? "";
  }

  async #describe(): Promise<DBInstance> {
    const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: this.identifier });
    const { DBInstances } = await this.#rds.send(command, { abortSignal: AbortSignal.timeout(REQUEST_MS_MAX) });
    return DBInstances![0]!;
  }
}
