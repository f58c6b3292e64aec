import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EmulatorError } from "../errors.ts";
import type { Instance } from "../instance/instance.ts";
import type { Log } from "../log.ts";
import type { SupervisedProcess, Supervisor } from "../runtimes/process/supervisor.ts";
import { localStackAddress, type LocalStackAddress } from "./localstack-address.ts";
import { launchLocalStack } from "./launch-localstack.ts";

export interface LocalStackDependencies {
  readonly instance: Instance;
  readonly supervisor: Supervisor;
  /** Prepared by `prepare-venv.mjs`. */
  readonly venvDirectory: string;
  readonly log: Log;
}

export interface LocalStackStatus {
  /** `failed`: it ended too often in a row and is not started again. */
  readonly state: "stopped" | "starting" | "running" | "restarting" | "failed";
  readonly pid?: number;
  /** How often it ended by itself since `start`. */
  readonly restarts: number;
  /** One sentence; only after a failure. */
  readonly problem?: string;
}

export interface LocalStack {
  /** Resolves when its health answers; rejects with `LocalStackUnavailable`. */
  start(): Promise<void>;
  /** Saves its state, then ends it. */
  stop(): Promise<void>;
  status(): LocalStackStatus;
  /** Where it listens; undefined while it does not. */
  address(): LocalStackAddress | undefined;
}

const STOP_DEADLINE_MS = 60_000;
const RESTARTS_MAX = 5;
const RESTART_DELAY_MS = 250;
/** A process that lived this long starts a new row of restarts. */
const STABLE_MS = 60_000;

/** LocalStack as a supervised process that is started again, with its state, when it dies. */
export function createLocalStack(dependencies: LocalStackDependencies): LocalStack {
  return new SupervisedLocalStack(dependencies);
}

class SupervisedLocalStack implements LocalStack {
  readonly #dependencies: LocalStackDependencies;
  readonly #address: LocalStackAddress;
  #process: SupervisedProcess | undefined;
  #state: LocalStackStatus["state"] = "stopped";
  #restarts = 0;
  #problem: string | undefined;
  #supervision: Promise<void> | undefined;
  /** Aborted by `stop`. */
  #stopping = new AbortController();

  constructor(dependencies: LocalStackDependencies) {
    this.#dependencies = dependencies;
    this.#address = localStackAddress(dependencies.instance);
    const { localstack, logs } = dependencies.instance.directories;
    for (const name of ["home", "tmp", "state"]) mkdirSync(join(localstack, name), { recursive: true, mode: 0o700 });
    mkdirSync(logs, { recursive: true });
  }

  async start(): Promise<void> {
    if (this.#state !== "stopped" && this.#state !== "failed") return;
    this.#stopping = new AbortController();
    this.#state = "starting";
    this.#restarts = 0;
    this.#problem = undefined;
    try {
      await this.#launch();
    } catch (error) {
      this.#state = "failed";
      this.#problem = (error as Error).message;
      throw error;
    }
    this.#supervision = this.#supervise();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const running = this.#process;
    if (running) {
      running.signal("SIGTERM");
      const ended = await Promise.race([running.exited, sleep(STOP_DEADLINE_MS, undefined, { ref: false })]);
      if (!ended) await running.killTree();
      if (ended?.code !== 0) {
        const { log, instance } = this.#dependencies;
        const details = { file: join(instance.directories.logs, "localstack.log"), deadlineMs: STOP_DEADLINE_MS };
        log("error", "LocalStack ended without saving its last changes.", ended ? { ...ended, ...details } : details);
      }
    }
    await this.#supervision;
    this.#process = undefined;
    this.#state = "stopped";
  }

  status(): LocalStackStatus {
    return {
      state: this.#state,
      restarts: this.#restarts,
      ...(this.#process && !this.#process.hasExited() ? { pid: this.#process.pid } : {}),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  address(): LocalStackAddress | undefined {
    return this.#state === "running" ? this.#address : undefined;
  }

  async #launch(): Promise<void> {
    const onSpawn = (process: SupervisedProcess): void => void (this.#process = process);
    await launchLocalStack({ ...this.#dependencies, address: this.#address, onSpawn, signal: this.#stopping.signal });
    this.#state = "running";
  }

  /** Ends when LocalStack was stopped, or has failed too often. */
  async #supervise(): Promise<void> {
    let failures = 0;
    while (this.#process) {
      const startedMs = performance.now();
      const { code, signal } = await this.#process.exited;
      if (this.#stopping.signal.aborted) return;
      if (performance.now() - startedMs > STABLE_MS) failures = 0;
      this.#restarts++;
      this.#state = "restarting";
      this.#dependencies.log("error", "LocalStack ended by itself and is started again.", { code, signal });
      while (!(await this.#restart(failures++))) {
        if (this.#stopping.signal.aborted) return;
        if (failures > RESTARTS_MAX) {
          this.#state = "failed";
          this.#dependencies.log("error", `LocalStack could not be started again: ${this.#problem}`);
          return;
        }
      }
    }
  }

  async #restart(failures: number): Promise<boolean> {
    try {
      await sleep(failures === 0 ? 0 : RESTART_DELAY_MS * 2 ** failures, undefined, { signal: this.#stopping.signal });
      await this.#launch();
      this.#problem = undefined;
      return true;
    } catch (error) {
      this.#problem = error instanceof EmulatorError ? error.message : String(error);
      return false;
    }
  }
}
