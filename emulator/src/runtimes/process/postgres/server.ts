import { execFile } from "node:child_process";
import { readlinkSync } from "node:fs";
import { readFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { until } from "../../../wait/until.ts";
import { isAlive, processIds } from "../process-tree.ts";
import type { ExitStatus, SupervisedProcess, Supervisor } from "../supervisor.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { SERVER_ENVIRONMENT } from "./initialise.ts";
import { serverUser } from "./server-user.ts";

const run = promisify(execFile);
const FENCE_DEADLINE_MS = 10_000;

export interface PostgresServerSpec {
  /** Names the process in errors, for example `rds/payment-system-local-db/a`. */
  readonly name: string;
  readonly binaries: PostgresBinaries;
  /** PGDATA; its postgresql.conf says where the server listens. */
  readonly directory: string;
  readonly logFile: string;
}

/** A PostgreSQL server process. It runs from `start` on, but may still be recovering: ask it through a connection. */
export class PostgresServer {
  readonly #process: SupervisedProcess;
  readonly #directory: string;

  private constructor(process: SupervisedProcess, directory: string) {
    this.#process = process;
    this.#directory = directory;
  }

  static async start(spec: PostgresServerSpec, supervisor: Supervisor): Promise<PostgresServer> {
    const user = serverUser();
    const child = await supervisor.spawn({
      name: spec.name,
      command: spec.binaries.postgres,
      args: ["-D", spec.directory],
      cwd: spec.directory,
      env: SERVER_ENVIRONMENT,
      output: { file: spec.logFile },
      ...(user && { user }),
    });
    return new PostgresServer(child, spec.directory);
  }

  get pid(): number {
    return this.#process.pid;
  }

  get exited(): Promise<ExitStatus> {
    return this.#process.exited;
  }

  hasExited(): boolean {
    return this.#process.hasExited();
  }

  /** Makes it read its configuration again; what came of it is seen in `pg_settings`. */
  reload(): void {
    this.#process.signal("SIGHUP");
  }

  /**
   * Fast shutdown: disconnects clients, writes a checkpoint and, on a primary, waits until its standbys have received
   * it. Past the deadline the server is fenced. True when it ended cleanly.
   */
  async stop(deadlineMs: number): Promise<boolean> {
    this.#process.signal("SIGINT");
    const timer = setTimeout(() => void this.fence(), deadlineMs);
    const status = await this.#process.exited;
    clearTimeout(timer);
    return status.code === 0;
  }

  /** Kills the server and every backend, including those that outlived their postmaster; all are gone afterwards. */
  async fence(): Promise<void> {
    await this.#process.killTree();
    await endBackends(this.#directory);
    await this.#removeSharedMemory();
  }

  /** A killed server leaves its System V segment behind, which nobody would remove once the data directory is gone. */
  async #removeSharedMemory(): Promise<void> {
    const lock = await readFile(join(this.#directory, LOCK_FILE), "utf8").catch(() => "");
    const [pid, , , , , , segment] = lock.split("\n");
    const id = segment?.trim().split(/\s+/)[1];
    if (Number(pid) !== this.#process.pid || id === undefined) return;
    await run("ipcrm", ["-m", id]).catch(() => {});
  }
}

/** postmaster.pid: process id in the first line, System V key and id in the seventh. */
const LOCK_FILE = "postmaster.pid";

/**
 * Ends what is left of a server in `directory` and its lock file, which would keep a new server from starting when an
 * unrelated process happens to have the old one's process id.
 */
export async function clearLeftovers(directory: string): Promise<void> {
  await endBackends(directory);
  if (process.platform === "linux") await rm(join(directory, LOCK_FILE), { force: true });
}

/** A backend's working directory is its data directory; one without a postmaster has no other trace. */
export async function endBackends(directory: string): Promise<void> {
  const real = await realpath(directory).catch(() => undefined);
  if (real === undefined) return;
  const backends = processIds().filter((pid) => workingDirectory(pid) === real);
  for (const pid of backends) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      continue;
    }
  }
  await until(() => !backends.some(isAlive), {
    what: `PostgreSQL's processes ${backends.join(", ")} in ${directory} to end`,
    deadlineMs: FENCE_DEADLINE_MS,
    intervalMs: 1,
  });
}

function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
