import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { migrate } from "../../../service/src/postgres/migrate.ts";
import { PostgresServer, type PostgresSetup } from "../../../service/src/testing/postgres-server.ts";
import { ReplicatedPostgres } from "../../../service/src/testing/replicated-postgres.ts";
import { ServiceProcess } from "../../../service/src/testing/service-process.ts";
import { CLONE } from "../../launcher/paths.mjs";
import { addMerchants } from "./bench-merchants.ts";
import { createBaseline } from "./baseline.ts";

/** Otherwise PostgreSQL's defaults: fsync and full_page_writes are on, and commits wait for the standby's disk. */
const SETTINGS = [
  "shared_buffers = '1GB'",
  "max_wal_size = '4GB'",
  "max_connections = 200",
  "dynamic_shared_memory_type = mmap",
];

/** As deployed, but for the limit that one credential has. */
const VARIABLES = { RATE_LIMIT_PER_SECOND: "1000000" };

export interface BenchSystemOptions {
  /** Whether there is one, which commits wait for; there is unless told. */
  readonly hasStandby?: boolean;
  readonly settings?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

/** A primary with a synchronous standby, the service as its image has it, and merchants. Ends with its data deleted. */
export class BenchSystem implements AsyncDisposable {
  readonly server: PostgresServer;
  readonly service: ServiceProcess;
  readonly jwtSecret: string;
  /** A session for what is asked beside the measurements. */
  readonly client: pg.Client;
  readonly #control: ReplicatedPostgres | undefined;
  readonly #bundle: string;

  private constructor(parts: {
    server: PostgresServer;
    service: ServiceProcess;
    jwtSecret: string;
    client: pg.Client;
    control: ReplicatedPostgres | undefined;
    bundle: string;
  }) {
    this.server = parts.server;
    this.service = parts.service;
    this.jwtSecret = parts.jwtSecret;
    this.client = parts.client;
    this.#control = parts.control;
    this.#bundle = parts.bundle;
  }

  /** `settings`: more lines of postgresql.conf; `variables`: more of the service's environment. */
  static async start(options: BenchSystemOptions = {}): Promise<BenchSystem> {
    const { hasStandby = true, settings = [], variables = {} } = options;
    let control: ReplicatedPostgres | undefined;
    const replicated = async (setup: PostgresSetup): Promise<ReplicatedPostgres> =>
      (control = await ReplicatedPostgres.initialize(setup));
    const server = await PostgresServer.start([...SETTINGS, ...settings], hasStandby ? replicated : undefined);
    const bundle = mkdtempSync(join(tmpdir(), "bench-service-"));
    try {
      await migrate(server.connection, { directory: join(CLONE, "service/migrations"), log: () => {} });
      execFileSync(process.execPath, [join(CLONE, "service/build.mjs"), bundle]);
      const client = await server.connect();
      await addMerchants(client);
      await createBaseline(client);
      const jwtSecret = randomBytes(32).toString("hex");
      const { connection, caFile } = server;
      const service = await ServiceProcess.start({
        ...{ bundle, connection, caFile, jwtSecret },
        variables: { ...VARIABLES, ...variables },
      });
      return new BenchSystem({ server, service, jwtSecret, client, control, bundle });
    } catch (error) {
      await server[Symbol.asyncDispose]();
      rmSync(bundle, { recursive: true, force: true });
      throw error;
    }
  }

  /** Of both PostgreSQL servers; none without a standby. */
  postgresProcesses(): number[] {
    return this.#control?.processes() ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await this.client.end();
    await this.server[Symbol.asyncDispose]();
    rmSync(this.#bundle, { recursive: true, force: true });
  }
}
