import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { serverUser } from "@payment-system/emulator/runtimes/process/postgres/server-user";
import { restoreCommand } from "@payment-system/emulator/runtimes/process/postgres/wal/wal-commands";
import { ScriptError } from "../../launcher/script-error.mjs";

const run = promisify(execFile);
const PORT = 5432;
const READY = "database system is ready to accept connections";
const ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8", TZ: "UTC" };

export interface Backup {
  /** A snapshot's directory, with `data` and `wal`. */
  readonly snapshot: string;
  readonly archive: string;
  /** Where the copy goes; removed by the caller. */
  readonly scratch: string;
  readonly time: Date;
}

/** `cp -a`, a `recovery.signal` and a PostgreSQL that replays until `time` and is ready; then it is ended at once. */
export async function recoverByHand(instance: Instance, { snapshot, archive, scratch, time }: Backup): Promise<void> {
  await run("cp", ["-a", join(snapshot, "data"), scratch]);
  const settings = [
    ...["shared_buffers = 64MB", "max_connections = 200", "unix_socket_directories = ''", "ssl = off"],
    ...[`port = ${PORT}`, `listen_addresses = '127.${instance.addressBlock}.254.253'`, "hot_standby = off"],
    `restore_command = '${restoreCommand([archive, join(snapshot, "wal")]).replaceAll("'", "''")}'`,
    `recovery_target_time = '${time.toISOString().replace("T", " ").replace("Z", "+00")}'`,
    "recovery_target_action = promote",
  ];
  write(join(scratch, "postgresql.conf"), `${settings.join("\n")}\n`);
  write(join(scratch, "pg_hba.conf"), "host all all 0.0.0.0/0 reject\n");
  write(join(scratch, "recovery.signal"), "");
  const server = spawn(postgres(instance), ["-D", scratch], {
    ...{ cwd: scratch, env: ENVIRONMENT, ...serverUser() },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(server, "exit");
  let log = "";
  for await (const chunk of server.stderr) {
    log += String(chunk);
    if (log.includes(READY)) break;
  }
  if (!log.includes(READY)) throw new ScriptError(`PostgreSQL did not recover by hand: ${log.slice(-500)}`);
  server.kill("SIGQUIT");
  await exited;
}

function write(path: string, content: string): void {
  writeFileSync(path, content);
  const user = serverUser();
  if (user) chownSync(path, user.uid, user.gid);
}

/** The server that the emulator copied for its own. */
function postgres({ directories }: Instance): string {
  const name = readdirSync(directories.data).find((entry) => entry.startsWith("postgresql-17"));
  return join(directories.data, name!, "bin", "postgres");
}
