import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import { EmulatorError } from "../../../errors.ts";
import { AdminConnection, type Login } from "../../../runtimes/process/postgres/admin-connection.ts";
import { renderSettings, type Settings } from "../../../runtimes/process/postgres/configuration.ts";
import { writeDurably } from "../../../runtimes/process/postgres/durable-file.ts";
import { ping } from "../../../runtimes/process/postgres/ping.ts";
import { clearLeftovers, endBackends, PostgresServer } from "../../../runtimes/process/postgres/server.ts";
import { until } from "../../../wait/until.ts";
import { applicationName, dataDirectory, serverSettings, type Role } from "./server-settings.ts";
import { ADMIN_DATABASE, ADMIN_ROLE, MEMBER_PORT, type Site } from "./site.ts";
import type { MemberName } from "./topology.ts";

/** Crash recovery replays at most the WAL since the last checkpoint. */
const START_DEADLINE_MS = 300_000;
const STOP_DEADLINE_MS = 30_000;
const PROMOTE_DEADLINE_MS = 60_000;

/** One of an instance's two servers: its data directory, configuration, process and the emulator's connection to it. */
export class Member {
  readonly name: MemberName;
  readonly site: Site;
  readonly directory: string;
  readonly admin: AdminConnection;
  readonly login: Login;
  readonly #onExit: () => void;
  #server: PostgresServer | undefined;
  #gone = new AbortController();

  /** `onExit` is called at once when the server process has ended, whoever ended it. */
  constructor(site: Site, name: MemberName, onExit: () => void) {
    this.name = name;
    this.site = site;
    this.directory = dataDirectory(site, name);
    this.login = {
      address: site.memberAddresses[name],
      port: MEMBER_PORT,
      user: ADMIN_ROLE,
      password: site.credentials.admin,
      database: ADMIN_DATABASE,
      caCertificatePem: site.certificates.caCertificatePem,
    };
    this.admin = new AdminConnection(this.login);
    this.#onExit = onExit;
  }

  get target(): { address: string; port: number } {
    return { address: this.login.address, port: MEMBER_PORT };
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

  async hasData(): Promise<boolean> {
    return exists(join(this.directory, "PG_VERSION"));
  }

  /** Durable, and in force at the next start or reload. */
  async configure(role: Role, parameters: Settings): Promise<void> {
    const settings = serverSettings(this.site, this.name, role, parameters);
    await writeDurably(join(this.directory, "postgresql.conf"), renderSettings(settings));
    if (role.kind === "primary") return;
    const signalFile = join(this.directory, role.kind === "recovery" ? "recovery.signal" : "standby.signal");
    if (!(await exists(signalFile))) await writeDurably(signalFile, "");
  }

  reload(): void {
    this.#server?.reload();
  }

  /** Starts the server and waits until it is `ready`. Throws `PostgresFailed` when it ends instead. */
  async start(
    ready: () => Promise<boolean> = () => this.answers(2_000),
    deadlineMs = START_DEADLINE_MS,
    signal?: AbortSignal,
  ): Promise<void> {
    if (this.isRunning()) return;
    await clearLeftovers(this.directory);
    const gone = new AbortController();
    const logFile = join(this.site.logDirectory, `postgresql-${this.name}.log`);
    const name = `rds/${this.site.resourceId}/${this.name}`;
    const { binaries, supervisor } = this.site;
    const server = await PostgresServer.start({ name, binaries, directory: this.directory, logFile }, supervisor);
    this.#server = server;
    this.#gone = gone;
    void server.exited.then(({ code, signal }) => {
      const message = `PostgreSQL of ${name} ended with ${signal ?? `code ${code}`}; see ${logFile}.`;
      gone.abort(new EmulatorError("PostgresFailed", message));
      this.#onExit();
    });
    await until(ready, {
      what: `PostgreSQL at ${this.login.address} to take connections`,
      deadlineMs,
      signal: signal ? AbortSignal.any([gone.signal, signal]) : gone.signal,
    });
  }

  /** True when both a new connection and a query on the kept one are answered in time. */
  async answers(timeoutMs: number): Promise<boolean> {
    const query = this.admin.query("select 1", [], timeoutMs).then(
      () => true,
      () => false,
    );
    return (await ping(this.login.address, MEMBER_PORT, timeoutMs)) && query;
  }

  /** Ends recovery and waits until the server accepts writes. A server that is no standby is left as it is. */
  async promote(): Promise<void> {
    const inRecovery = async (): Promise<boolean> => {
      const [row] = await this.admin.query<{ recovering: boolean }>("select pg_is_in_recovery() as recovering");
      return row!.recovering;
    };
    if (!(await inRecovery())) return;
    await this.admin.query("select pg_promote(wait => false)");
    await until(async () => !(await inRecovery()), {
      what: `${this.login.address} to end recovery`,
      deadlineMs: PROMOTE_DEADLINE_MS,
      intervalMs: 2,
      signal: this.gone,
    });
  }

  /** Clean fast shutdown; fenced when that takes too long. */
  async stop(): Promise<void> {
    await this.admin.close();
    if (this.isRunning()) await this.#server!.stop(STOP_DEADLINE_MS);
  }

  /** After this no process of the member is left: nothing more can be acknowledged by it. */
  async fence(): Promise<void> {
    await this.#server?.fence();
    await endBackends(this.directory);
    await this.admin.close();
  }

  /** Fences it and deletes its data. */
  async discard(): Promise<void> {
    await this.fence();
    await rm(this.directory, { recursive: true, force: true });
  }

  get applicationName(): string {
    return applicationName(this.name);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
