import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./postgres-server.ts";
import { startRedisContainer } from "./redis-container.ts";
import { RedisProcess } from "./redis-process.ts";
import type { ServerControl } from "./server-control.ts";
import { serverKind } from "./server-kind.ts";
import { until } from "./until.ts";

const HOST = "127.0.0.1";
/** What its clients must send. */
const PASSWORD = "a password with 'quotes' and #";

/** A Redis or Valkey of the tests' own on a free port, without persistence. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly password = PASSWORD;
  readonly #directory: string;
  readonly #control: ServerControl;

  private constructor(port: number, directory: string, control: ServerControl) {
    this.port = port;
    this.#directory = directory;
    this.#control = control;
  }

  static async start(): Promise<RedisServer> {
    const port = await freePort();
    const directory = mkdtempSync(join(tmpdir(), "service-test-redis-"));
    const args = Object.entries({
      "--bind": HOST,
      "--port": String(port),
      "--save": "",
      "--requirepass": PASSWORD,
      "--masterauth": PASSWORD,
      "--repl-diskless-sync-delay": "0",
    }).flat();
    const control = serverKind() === "containers" ? await startRedisContainer(args) : new RedisProcess(args, directory);
    const server = new RedisServer(port, directory, control);
    await server.resume();
    return server;
  }

  /** Starts it, also again and empty after `kill`, on the same port. */
  async resume(): Promise<void> {
    await this.#control.ensureStarted();
    await until("Redis to answer", async () => (await this.command("PING")) === "PONG");
  }

  /** SIGKILL: what it knew is gone. */
  async kill(): Promise<void> {
    await this.#control.kill();
  }

  /** Stops it where it is, with its connections open; `thaw` lets it go on. */
  freeze(): void {
    this.#control.freeze();
  }

  thaw(): void {
    this.#control.thaw();
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#control[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
