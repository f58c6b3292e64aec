import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./postgres-server.ts";
import { redisBinary } from "./redis-binary.ts";
import { until } from "./until.ts";

const HOST = "127.0.0.1";
/** Tells the server's process id, and ends it when standard input closes, so that none outlives a test run that is killed. */
const GUARD = `"$@" > /dev/null & server=$!; echo $server; cat > /dev/null; kill -KILL $server; wait $server`;

/** A Redis or Valkey of the tests' own on a free port, without persistence. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  /** What its clients must send. */
  readonly password = "a password with 'quotes' and #";
  readonly #directory = mkdtempSync(join(tmpdir(), "service-test-redis-"));
  #guard: ChildProcess | undefined;
  #pid: number | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.resume();
    return server;
  }

  /** Starts it, also again and empty after `kill`, on the same port. */
  async resume(): Promise<void> {
    const options = {
      "--bind": HOST,
      "--port": String(this.port),
      "--dir": this.#directory,
      "--save": "",
      "--requirepass": this.password,
      "--masterauth": this.password,
      "--repl-diskless-sync-delay": "0",
    };
    this.#guard = spawn("/bin/sh", ["-c", GUARD, "sh", redisBinary(), ...Object.entries(options).flat()], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { LC_ALL: "C.UTF-8", PATH: process.env.PATH },
    });
    const [pid] = (await once(this.#guard.stdout!, "data")) as [Buffer];
    this.#pid = Number(pid.toString());
    await until("Redis to answer", async () => (await this.command("PING")) === "PONG");
  }

  /** SIGKILL: what it knew is gone. */
  async kill(): Promise<void> {
    const guard = this.#guard;
    if (!guard) return;
    this.#guard = undefined;
    this.#signal("SIGKILL");
    this.#pid = undefined;
    guard.stdin?.end();
    await once(guard, "exit");
  }

  /** Stops it where it is, with its connections open; `thaw` lets it go on. */
  freeze(): void {
    this.#signal("SIGSTOP");
  }

  thaw(): void {
    this.#signal("SIGCONT");
  }

  /** One command on a connection of its own. */
  async command(name: string, ...args: string[]): Promise<unknown> {
    const client = new Redis({
      host: HOST,
      port: this.port,
      password: this.password,
      lazyConnect: true,
      retryStrategy: null,
      maxRetriesPerRequest: 0,
    });
    client.on("error", () => {});
    try {
      await client.connect();
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  async replicate(primary: RedisServer): Promise<void> {
    await this.command("REPLICAOF", HOST, String(primary.port));
    await until("the replica to be in sync", async () =>
      String(await this.command("INFO", "replication")).includes("master_link_status:up"),
    );
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#pid !== undefined) process.kill(this.#pid, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
