import type { ExitStatus, SupervisedProcess, Supervisor } from "../supervisor.ts";
import { serverUser } from "../postgres/server-user.ts";
import type { RedisBinary } from "./binaries.ts";

export interface RedisServerSpec {
  /** Names the process in errors, for example `elasticache/payment-system-local-redis/001`. */
  readonly name: string;
  readonly binary: RedisBinary;
  /** Its working directory, where its data are. */
  readonly directory: string;
  /** The redis.conf; secrets are in there and never in arguments. */
  readonly configurationFile: string;
  readonly logFile: string;
}

/** What every Redis process gets: nothing of the emulator's environment. */
const ENVIRONMENT = { LC_ALL: "C.UTF-8", PATH: "/usr/bin:/bin", TZ: "UTC" } as const;

/** A Redis or Valkey server process. It runs from `start` on, but may still be loading: ask it through a connection. */
export class RedisServer {
  readonly #process: SupervisedProcess;

  private constructor(process: SupervisedProcess) {
    this.#process = process;
  }

  static async start(spec: RedisServerSpec, supervisor: Supervisor): Promise<RedisServer> {
    const user = serverUser();
    const child = await supervisor.spawn({
      name: spec.name,
      command: spec.binary.file,
      args: [spec.configurationFile],
      cwd: spec.directory,
      env: ENVIRONMENT,
      output: { file: spec.logFile },
      ...(user && { user }),
    });
    return new RedisServer(child);
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

  signal(signal: NodeJS.Signals): void {
    this.#process.signal(signal);
  }

  /** Shutdown with everything written to disk; past the deadline it is killed. True when it ended cleanly. */
  async stop(deadlineMs: number): Promise<boolean> {
    this.#process.signal("SIGTERM");
    const timer = setTimeout(() => void this.fence(), deadlineMs);
    const status = await this.#process.exited;
    clearTimeout(timer);
    return status.code === 0;
  }

  /** Kills the server and the children that it forked to write to disk; all are gone afterwards. */
  async fence(): Promise<void> {
    await this.#process.killTree();
  }
}
