import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chownSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newCluster } from "./new-cluster.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import type { PostgresSetup } from "./postgres-server.ts";
import type { ServerControl } from "./server-control.ts";
import { UNPRIVILEGED } from "./unprivileged.ts";

/** Ends the server when standard input closes, so that none outlives a test run that is killed; ends with the server. */
const GUARD = `trap '' INT TERM HUP; exec 3<&0; "$@" 3<&- & server=$!;
{ cat <&3 > /dev/null; kill -QUIT $server; } & watch=$!; wait $server; kill -KILL $watch`;

/** A PostgreSQL from npm, below the setup's directory. */
export class PostgresProcess implements ServerControl {
  readonly #binaries = postgresBinaries();
  readonly #directory: string;
  #guard: ChildProcess | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes the server's files; `ensureStarted` starts it. */
  static initialize(setup: PostgresSetup): PostgresProcess {
    const server = new PostgresProcess(setup.directory);
    server.#initialize(setup);
    return server;
  }

  /**
   * Makes a hot standby's files below `directory`, on `port`, from those of this server, which was never started.
   * It is known to its primary as `standby`.
   */
  standby({ directory, port }: { directory: string; port: number }, primary: PostgresSetup): PostgresProcess {
    const standby = new PostgresProcess(directory);
    const data = join(directory, "data");
    execFileSync("mkdir", ["-m", "755", directory]);
    execFileSync("cp", ["-a", join(this.#directory, "data"), data]);
    this.#write(join(data, "standby.signal"), "", 0o600);
    const upstream = `host=${primary.host} port=${primary.port} user=${primary.user} password=${primary.password}`;
    const tls = `sslmode=verify-full sslrootcert=${primary.caFile}`;
    const settings = [
      `port = ${port}`,
      `primary_conninfo = '${upstream} ${tls} application_name=standby'`,
      // It waits for nobody itself.
      "synchronous_standby_names = ''",
    ];
    appendFileSync(join(data, "postgresql.conf"), `${settings.join("\n")}\n`);
    return standby;
  }

  /** The server's process and those it has started; none while it doesn't run. */
  processes(): number[] {
    const postmaster = this.#postmaster();
    return postmaster === undefined ? [] : [postmaster, ...childrenOf(postmaster)];
  }

  async ensureStarted(): Promise<void> {
    if (this.#guard && !hasEnded(this.#guard)) return;
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

  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#ended();
  }

  freeze(): void {
    this.#signal("SIGSTOP");
  }

  thaw(): void {
    this.#signal("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    this.#guard?.stdin?.end();
    await this.#ended();
  }

  #initialize(setup: PostgresSetup): void {
    const keyFile = join(this.#directory, "server.key");
    this.#write(setup.caFile, setup.certificatePem, 0o644);
    this.#write(keyFile, setup.privateKeyPem, 0o600);
    const data = join(this.#directory, "data");
    newCluster(this.#binaries, data, setup.user, setup.password);
    appendFileSync(
      join(data, "postgresql.conf"),
      [
        `listen_addresses = '${setup.host}'`,
        `port = ${setup.port}`,
        "unix_socket_directories = ''",
        "ssl = on",
        `ssl_cert_file = '${setup.caFile}'`,
        `ssl_key_file = '${keyFile}'`,
        "fsync = on",
        ...setup.settings,
        "",
      ].join("\n"),
    );
  }

  #write(path: string, content: string, mode: number): void {
    writeFileSync(path, content, { mode });
    if (UNPRIVILEGED.uid !== undefined) chownSync(path, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  }

  async #ended(): Promise<void> {
    this.#guard?.stdin?.end();
    if (this.#guard && !hasEnded(this.#guard)) await once(this.#guard, "exit");
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

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
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
