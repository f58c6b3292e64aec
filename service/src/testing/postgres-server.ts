import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { ConnectionOptions } from "../postgres/connection-options.ts";
import { verifyFullTls } from "../postgres/tls.ts";
import { startPostgresContainer } from "./postgres-container.ts";
import { PostgresProcess } from "./postgres-process.ts";
import { selfSigned } from "./self-signed.ts";
import type { ServerControl } from "./server-control.ts";
import { serverKind } from "./server-kind.ts";
import { until } from "./until.ts";

const HOST = "127.0.0.1";

/** What a new server is made with. */
export interface PostgresSetup {
  /** Exists, is empty, and everyone may read it. */
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** Where a client looks for `certificatePem`; to be written. */
  readonly caFile: string;
  /** Each a line of postgresql.conf. */
  readonly settings: readonly string[];
}

/** A PostgreSQL of the tests' own: a free port, TLS, scram, fsync on, in a temporary directory or a container. */
export class PostgresServer implements AsyncDisposable {
  readonly connection: ConnectionOptions;
  /** What a client must trust to verify the server. */
  readonly caFile: string;
  readonly #directory: string;
  readonly #control: ServerControl;

  private constructor(setup: PostgresSetup, connection: ConnectionOptions, control: ServerControl) {
    this.#directory = setup.directory;
    this.caFile = setup.caFile;
    this.connection = connection;
    this.#control = control;
  }

  /** `control` says what runs it, if not what the tests' servers are. */
  static async start(
    settings: readonly string[] = [],
    control: (setup: PostgresSetup) => ServerControl | Promise<ServerControl> = newServer,
  ): Promise<PostgresServer> {
    const directory = mkdtempSync(join(tmpdir(), "service-test-"));
    chmodSync(directory, 0o755);
    const setup: PostgresSetup = {
      directory,
      host: HOST,
      port: await freePort(),
      user: "payment_user",
      password: randomBytes(12).toString("hex"),
      ...selfSigned([HOST]),
      caFile: join(directory, "server.crt"),
      settings,
    };
    const connection = {
      host: HOST,
      port: setup.port,
      database: "payment_system",
      user: setup.user,
      password: setup.password,
      ssl: verifyFullTls([setup.certificatePem]),
    };
    const server = new PostgresServer(setup, connection, await control(setup));
    await server.resume();
    await server.query("create database payment_system", "postgres");
    return server;
  }

  /** Starts the server again after `kill`, on the same port and data. */
  async resume(): Promise<void> {
    await until("the server to accept connections", async () => {
      await this.#control.ensureStarted();
      await this.query("select 1", "postgres");
      return true;
    });
  }

  /** SIGKILL to the postmaster and every backend: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    await this.#control.kill();
  }

  /** Stops every process where it is, with its connections open; `thaw` lets them go on. */
  freeze(): void {
    this.#control.freeze();
  }

  thaw(): void {
    this.#control.thaw();
  }

  /** A connection as the owner of the tables; the caller ends it. */
  async connect(database = this.connection.database): Promise<pg.Client> {
    const client = new pg.Client({ ...this.connection, database, connectionTimeoutMillis: 2_000 });
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  /** One query on a connection of its own. */
  async query<R extends pg.QueryResultRow>(text: string, database?: string): Promise<R[]> {
    const client = await this.connect(database);
    try {
      return (await client.query<R>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#control[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function newServer(setup: PostgresSetup): ServerControl | Promise<ServerControl> {
  return serverKind() === "containers" ? startPostgresContainer(setup) : PostgresProcess.initialize(setup);
}

const FIRST_PORT = 20_000;
/** From here on the kernel takes ports for outgoing connections, which would take one between the look and its use. */
const PORTS_END = 32_768;
const PORT_ATTEMPTS_MAX = 100;

/** A loopback port that was free a moment ago, and that no outgoing connection gets. */
export async function freePort(): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const server = createServer();
    try {
      const port = randomInt(FIRST_PORT, PORTS_END);
      await once(server.listen(port, HOST), "listening");
      server.close();
      await once(server, "close");
      return port;
    } catch (error) {
      if (attempt >= PORT_ATTEMPTS_MAX) throw error;
    }
  }
}
