import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Client } from "pg";
import { expect } from "vitest";
import { Endpoint } from "./endpoint.ts";
import type { PostgresServer } from "./postgres-server.ts";
import { ServiceProcess } from "./service-process.ts";
import { startMigratedPostgres, TestService } from "./test-service.ts";
import { until } from "./until.ts";

/** Where a process can be held up: by a lock on the table that a statement is to write. */
export interface Barrier {
  /** A part of the first 1,000 bytes of the statement's text, which no other has. */
  readonly statement: string;
  readonly table: string;
}

export interface Crash {
  /** Passed in this order; the process dies at the last. */
  readonly barriers: readonly [Barrier, ...Barrier[]];
  /** Killed before the statement is committed, or after that and before the process hears of it. */
  readonly moment: "before" | "after";
}

/** The lease of what a killed process worked on ends soon. */
const VARIABLES = { PROVIDER_TIMEOUT_MS: "200", LOG_LEVEL: "silent", WEBHOOK_ALLOW_LOOPBACK: "true" };

/** Starts tasks of the service as they are deployed, to kill each by SIGKILL at one certain point of its work. */
export class CrashSite implements AsyncDisposable {
  readonly server: PostgresServer;
  /** Another task, which lives on. */
  readonly survivor: TestService;
  readonly #bundle: string;

  private constructor(server: PostgresServer, survivor: TestService, bundle: string) {
    this.server = server;
    this.survivor = survivor;
    this.#bundle = bundle;
  }

  static async open(): Promise<CrashSite> {
    const bundle = mkdtempSync(join(tmpdir(), "service-crash-"));
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, "../../build.mjs"), bundle]);
    const server = await startMigratedPostgres();
    return new CrashSite(server, await TestService.start(server.connection, 4), bundle);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.survivor[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
    rmSync(this.#bundle, { recursive: true, force: true });
  }

  /** Has a task do what leads to the crash: answer a request, or without one its jobs. */
  async crashAt({ barriers, moment }: Crash, request: (url: string) => Promise<unknown> = waitUntilItDies) {
    await using holders = new AsyncDisposableStack();
    let holder = await this.#hold(barriers[0].table, holders);
    await using endpoint = await Endpoint.open(this.server.connection.port);
    await using task = await this.start(endpoint.port);
    const answer = request(task.url).then(
      () => "answered",
      () => "cut off",
    );
    for (const [index, { statement }] of barriers.entries()) {
      await until(`${statement} to wait`, async () => (await this.#waits(statement)).includes("Lock"));
      const next = barriers[index + 1];
      if (next === undefined) break;
      const before = holder;
      holder = await this.#hold(next.table, holders);
      await before.end();
    }
    const { statement } = barriers.at(-1)!;
    if (moment === "before") {
      task.kill();
      expect(await answer).toBe("cut off");
      await this.#terminate(statement);
      await holder.end();
      return;
    }
    endpoint.silence();
    await holder.end();
    await until(`${statement} to end`, async () => (await this.#waits(statement)).length === 0);
    task.kill();
    expect(await answer).toBe("cut off");
  }

  /** A task that works until it is killed. */
  async start(databasePort = this.server.connection.port): Promise<ServiceProcess> {
    const { connection, caFile } = this.server;
    return ServiceProcess.start({
      bundle: this.#bundle,
      connection: { ...connection, port: databasePort },
      caFile,
      jwtSecret: this.survivor.jwtSecret,
      variables: VARIABLES,
    });
  }

  /** Nobody writes to the table before the connection ends, which is with the stack at the latest. */
  async #hold(table: string, holders: AsyncDisposableStack): Promise<Client> {
    const holder = await this.server.connect();
    holders.defer(() => holder.end());
    await holder.query(`begin; lock table ${table} in share row exclusive mode`);
    return holder;
  }

  /** What each connection waits for that runs the statement. */
  async #waits(statement: string): Promise<string[]> {
    const found = await this.server.query<{ event: string }>(
      `select coalesce(wait_event_type, '') as event from pg_stat_activity
       where state = 'active' and strpos(query, '${statement}') > 0 and pid <> pg_backend_pid()`,
    );
    return found.map(({ event }) => event);
  }

  /**
   * The server finds out that its client is gone when it answers; nothing is committed before the lock is released, and
   * so nothing ever.
   */
  async #terminate(statement: string): Promise<void> {
    await this.server.query(
      `select pg_terminate_backend(pid, 10000) from pg_stat_activity
       where strpos(query, '${statement}') > 0 and wait_event_type = 'Lock'`,
    );
  }
}

async function waitUntilItDies(url: string): Promise<never> {
  for (;;) await fetch(`${url}/health`);
}
