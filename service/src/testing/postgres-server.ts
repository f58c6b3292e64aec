import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { ConnectionOptions } from "../postgres/connection-options.ts";
import { verifyFullTls } from "../postgres/tls.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { selfSigned } from "./self-signed.ts";
import { until } from "./until.ts";

const HOST = "127.0.0.1";
/** PostgreSQL refuses to run as root: `nobody`, who owns nothing. */
const UNPRIVILEGED = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
/** Ends the server when standard input closes, so that none outlives a test run that is killed. */
const GUARD = `trap '' INT TERM HUP; "$@" & server=$!; cat > /dev/null; kill -QUIT $server; wait $server`;

/** A PostgreSQL of the tests' own: a free port, TLS, scram, fsync on, in a temporary directory. */
export class PostgresServer implements AsyncDisposable {
  readonly connection: ConnectionOptions;
  /** What a client must trust to verify the server. */
  readonly caFile: string;
  readonly #directory: string;
  readonly #binaries: string;
  #guard: ChildProcess | undefined;

  private constructor(directory: string, binaries: string, connection: ConnectionOptions) {
    this.#directory = directory;
    this.#binaries = binaries;
    this.connection = connection;
    this.caFile = join(directory, "server.crt");
  }

  static async start(settings: readonly string[] = []): Promise<PostgresServer> {
    const binaries = postgresBinaries();
    const directory = mkdtempSync(join(tmpdir(), "service-test-"));
    chmodSync(directory, 0o755);
    const certificate = selfSigned([HOST]);
    const password = randomBytes(12).toString("hex");
    const server = new PostgresServer(directory, binaries, {
      host: HOST,
      port: await freePort(),
      database: "payment_system",
      user: "payment_user",
      password,
      ssl: verifyFullTls([certificate.certificatePem]),
    });
    server.#initialize(password, certificate.certificatePem, certificate.privateKeyPem, settings);
    await server.resume();
    await server.query("create database payment_system", "postgres");
    return server;
  }

  /** Starts the server again after `kill`, on the same port and data. */
  async resume(): Promise<void> {
    await until("the server to accept connections", async () => {
      if (!this.#guard || this.#guard.exitCode !== null) this.#spawn();
      await this.query("select 1", "postgres");
      return true;
    });
  }

  /** SIGKILL to the postmaster and every backend: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#ended();
  }

  /** Stops every process where it is, with its connections open; `thaw` lets them go on. */
  freeze(): void {
    this.#signal("SIGSTOP");
  }

  thaw(): void {
    this.#signal("SIGCONT");
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
    this.thaw();
    this.#guard?.stdin?.end();
    await this.#ended();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #initialize(password: string, certificatePem: string, keyPem: string, settings: readonly string[]): void {
    const passwordFile = join(this.#directory, "password");
    this.#write(passwordFile, password, 0o600);
    this.#write(this.caFile, certificatePem, 0o644);
    this.#write(join(this.#directory, "server.key"), keyPem, 0o600);
    const data = join(this.#directory, "data");
    execFileSync("mkdir", ["-m", "700", data], {});
    if (UNPRIVILEGED.uid !== undefined) chownSync(data, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
    const options = ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256"];
    execFileSync(
      join(this.#binaries, "bin/initdb"),
      ["-D", data, "-U", this.connection.user, `--pwfile=${passwordFile}`, ...options],
      { ...UNPRIVILEGED, cwd: this.#directory, env: { LC_ALL: "C.UTF-8" }, stdio: "pipe" },
    );
    appendFileSync(
      join(data, "postgresql.conf"),
      [
        `listen_addresses = '${HOST}'`,
        `port = ${this.connection.port}`,
        "unix_socket_directories = ''",
        "ssl = on",
        `ssl_cert_file = '${this.caFile}'`,
        `ssl_key_file = '${join(this.#directory, "server.key")}'`,
        "fsync = on",
        ...settings,
        "",
      ].join("\n"),
    );
  }

  #write(path: string, content: string, mode: number): void {
    writeFileSync(path, content, { mode });
    if (UNPRIVILEGED.uid !== undefined) chownSync(path, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  }

  #spawn(): void {
    this.#guard = spawn(
      "/bin/sh",
      ["-c", GUARD, "sh", join(this.#binaries, "bin/postgres"), "-D", join(this.#directory, "data")],
      {
        ...UNPRIVILEGED,
        cwd: this.#directory,
        env: { LC_ALL: "C.UTF-8", PATH: process.env.PATH },
        stdio: ["pipe", "ignore", "ignore"],
      },
    );
  }

  async #ended(): Promise<void> {
    this.#guard?.stdin?.end();
    if (this.#guard && this.#guard.exitCode === null && this.#guard.signalCode === null)
      await once(this.#guard, "exit");
  }

  /** The postmaster is stopped while its backends are listed, so that it starts no more. */
  #signal(signal: NodeJS.Signals): void {
    const postmaster = this.#postmaster();
    if (postmaster === undefined) return;
    process.kill(postmaster, "SIGSTOP");
    for (const pid of [...childrenOf(postmaster), postmaster]) {
      try {
        process.kill(pid, signal);
      } catch {
        // It ended in between.
      }
    }
  }

  #postmaster(): number | undefined {
    const guard = this.#guard?.pid;
    return guard === undefined ? undefined : childrenOf(guard).find((pid) => commandOf(pid).endsWith("postgres"));
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? "";
  } catch {
    return "";
  }
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, HOST), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
