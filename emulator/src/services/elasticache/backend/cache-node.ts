import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { EmulatorError } from "../../../errors.ts";
import { createPrivateDirectory } from "../../../runtimes/process/postgres/data-directory.ts";
import { writeDurably } from "../../../runtimes/process/postgres/durable-file.ts";
import { giveToServerUser } from "../../../runtimes/process/postgres/server-user.ts";
import { renderConfiguration } from "../../../runtimes/process/redis/configuration.ts";
import { RedisConnection } from "../../../runtimes/process/redis/connection.ts";
import type { Reply } from "../../../runtimes/process/redis/replies.ts";
import { RedisServer } from "../../../runtimes/process/redis/server.ts";
import { until } from "../../../wait/until.ts";
import { nodeConfiguration, type Role, type Wanted } from "./node-configuration.ts";
import { parseReplication, type Replication } from "./replication.ts";
import { ADMIN_USER, nodeDirectory, serverPort, type Site } from "./site.ts";

/** Loading an append-only file of gigabytes takes minutes. */
const START_DEADLINE_MS = 300_000;
const STOP_DEADLINE_MS = 30_000;
const STOP_ANSWER_MS_MAX = 2_000;

/** One node: its data directory, configuration, server process and the emulator's connection to it. */
export class CacheNode {
  readonly name: string;
  readonly site: Site;
  readonly directory: string;
  readonly address: string;
  readonly #admin: RedisConnection;
  readonly #onExit: () => void;
  #server: RedisServer | undefined;
  #gone = new AbortController();

  /** `onExit` is called at once when the server process has ended, whoever ended it. */
  constructor(site: Site, name: string, onExit: () => void) {
    this.name = name;
    this.site = site;
    this.directory = nodeDirectory(site, name);
    this.address = site.nodeAddress(name);
    this.#admin = new RedisConnection({ ...this.target, user: ADMIN_USER, password: site.credentials.admin });
    this.#onExit = onExit;
  }

  get target(): { address: string; port: number } {
    return { address: this.address, port: serverPort(this.site) };
  }

  get pid(): number | undefined {
    return this.isRunning() ? this.#server?.pid : undefined;
  }

  /** Aborted when the server that runs now ends. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  isRunning(): boolean {
    return this.#server !== undefined && !this.#server.hasExited();
  }

  /**
   * Gives a node that is not running the data of an RDB file. It goes where the append-only file is looked for, which
   * begins with a copy of this format: Redis up to 6 reads it from there, later servers move it to their new place.
   */
  async seed(snapshotFile: string): Promise<void> {
    await createPrivateDirectory(this.directory);
    const file = join(this.directory, "appendonly.aof");
    await copyFile(snapshotFile, file);
    await giveToServerUser(file);
  }

  /** Where `BGSAVE` puts its file. */
  get snapshotFile(): string {
    return join(this.directory, "dump.rdb");
  }

  /** Durable, and in force at the next start. */
  async configure(role: Role, wanted: Wanted): Promise<void> {
    await createPrivateDirectory(this.directory);
    await writeDurably(
      this.#configurationFile,
      renderConfiguration(nodeConfiguration(this.site, this.name, role, wanted)),
    );
  }

  /** Starts the server and waits until it has loaded its data. Throws `RedisFailed` when it ends instead. */
  async start(signal: AbortSignal): Promise<void> {
    if (this.isRunning()) return;
    const { binary, supervisor, resourceId, logDirectory } = this.site;
    const name = `elasticache/${resourceId}/${this.name}`;
    const logFile = join(logDirectory, `${binary.product}-${this.name}.log`);
    const gone = new AbortController();
    const server = await RedisServer.start(
      { name, binary, directory: this.directory, configurationFile: this.#configurationFile, logFile },
      supervisor,
    );
    this.#server = server;
    this.#gone = gone;
    void server.exited.then(({ code, signal }) => {
      const message = `The server of ${name} ended with ${signal ?? `code ${code}`}; see ${logFile}.`;
      gone.abort(new EmulatorError("RedisFailed", message));
      this.#admin.close();
      this.#onExit();
    });
    await until(() => this.command(["PING"]), {
      what: `${this.address} to have loaded its data`,
      deadlineMs: START_DEADLINE_MS,
      intervalMs: 5,
      signal: AbortSignal.any([gone.signal, signal]),
    });
  }

  command(parameters: readonly string[], timeoutMs?: number): Promise<Reply> {
    return this.#admin.command(parameters, timeoutMs);
  }

  /** Throws `RedisFailed` when there is no answer in time. */
  async replication(timeoutMs: number): Promise<Replication> {
    return parseReplication(String(await this.command(["INFO", "replication"], timeoutMs)));
  }

  /**
   * True when everything that it has is in its append-only file. A replica's is first written anew when it has received
   * its copy; until then a start would find nothing, and the server refuses to shut down.
   */
  async isPersisted(timeoutMs: number): Promise<boolean> {
    const information = String(await this.command(["INFO", "persistence"], timeoutMs));
    return /^aof_rewrite_in_progress:0\r?$/m.test(information) && /^aof_rewrite_scheduled:0\r?$/m.test(information);
  }

  /** To the server process; for faults. */
  signal(signal: NodeJS.Signals): void {
    this.#server?.signal(signal);
  }

  /** Clean shutdown that keeps the data; fenced when it takes too long. */
  async stop(): Promise<void> {
    if (this.isRunning()) {
      const wait = { what: `${this.address} to be persisted`, deadlineMs: STOP_DEADLINE_MS, signal: this.gone };
      await until(() => this.isPersisted(STOP_ANSWER_MS_MAX), wait).catch(() => {});
      await this.#server!.stop(STOP_DEADLINE_MS);
    }
    this.#admin.close();
  }

  /** After this no process of the node is left: nothing more can be acknowledged by it. */
  async fence(): Promise<void> {
    await this.#server?.fence();
    this.#admin.close();
  }

  /** Fences it and deletes its data: what ElastiCache's node replacement does. */
  async discard(): Promise<void> {
    await this.fence();
    await rm(this.directory, { recursive: true, force: true });
  }

  get #configurationFile(): string {
    return join(this.directory, "redis.conf");
  }
}
