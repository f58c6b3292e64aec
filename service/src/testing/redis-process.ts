import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { redisBinary } from "./redis-binary.ts";
import type { ServerControl } from "./server-control.ts";

/** Tells the server's process id, and ends it when standard input closes, so that none outlives a test run that is killed. */
const GUARD = `"$@" > /dev/null & server=$!; echo $server; cat > /dev/null; kill -KILL $server; wait $server`;

/** A Redis or Valkey as a process, with its files in the directory. */
export class RedisProcess implements ServerControl {
  readonly #args: readonly string[];
  #guard: ChildProcess | undefined;
  #pid: number | undefined;

  constructor(args: readonly string[], directory: string) {
    this.#args = [...args, "--dir", directory];
  }

  async ensureStarted(): Promise<void> {
    if (this.#guard) return;
    this.#guard = spawn("/bin/sh", ["-c", GUARD, "sh", redisBinary(), ...this.#args], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { LC_ALL: "C.UTF-8", PATH: process.env.PATH },
    });
    const [pid] = (await once(this.#guard.stdout!, "data")) as [Buffer];
    this.#pid = Number(pid.toString());
  }

  async kill(): Promise<void> {
    const guard = this.#guard;
    if (!guard) return;
    this.#guard = undefined;
    this.#signal("SIGKILL");
    this.#pid = undefined;
    guard.stdin?.end();
    await once(guard, "exit");
  }

  freeze(): void {
    this.#signal("SIGSTOP");
  }

  thaw(): void {
    this.#signal("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#pid !== undefined) process.kill(this.#pid, signal);
  }
}
