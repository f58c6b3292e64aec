import { randomUUID } from "node:crypto";
import type { RDSClient } from "@aws-sdk/client-rds";
import type { Login } from "../../runtimes/process/postgres/admin-connection.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { FailoverRun } from "./failover-run.ts";

const KEPT_MAX = 10;

export interface FailoverRunsOptions {
  readonly rds: RDSClient;
  /** How a client outside reaches an instance. Throws AwsError `DBInstanceNotFound`. */
  readonly login: (identifier: string) => Promise<Login>;
}

/** The failovers that the console has started since the emulator did, the last few of them. */
export class FailoverRuns {
  readonly #options: FailoverRunsOptions;
  readonly #runs = new Map<string, FailoverRun>();

  constructor(options: FailoverRunsOptions) {
    this.#options = options;
  }

  /** Gives the run's id at once. Throws AwsError `FailoverUnderWay` (409) or `DBInstanceNotFound` (404). */
  async start(identifier: string): Promise<string> {
    const login = await this.#options.login(identifier);
    if ([...this.#runs.values()].some((run) => run.identifier === identifier && !run.isEnded)) {
      throw new AwsError("FailoverUnderWay", `${identifier} is being failed over; wait until that has ended.`, 409);
    }
    const run = new FailoverRun({ identifier, login, rds: this.#options.rds });
    const id = randomUUID();
    this.#runs.set(id, run);
    void run.perform();
    for (const [old, { isEnded }] of this.#runs) {
      if (this.#runs.size > KEPT_MAX && isEnded) this.#runs.delete(old);
    }
    return id;
  }

  /** Throws AwsError `NotFound` (404). */
  get(id: string): FailoverRun {
    const run = this.#runs.get(id);
    if (!run) throw new AwsError("NotFound", "There is no such failover, or it is too long ago.", 404);
    return run;
  }
}
