import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UNPRIVILEGED } from "./unprivileged.ts";

/** Nobody is let in but by the password that each copy gets. */
const HBA = ["all", "replication"].map((database) => `hostssl ${database} all 127.0.0.1/32 scram-sha-256\n`).join("");
const ENVIRONMENT = { LC_ALL: "C.UTF-8" };

/**
 * Makes `data`, which must not exist, the files of a new server whose superuser is `user`, with `password`.
 * They are a copy of what initdb made once for this version: it takes a second, and a copy a twentieth of that.
 * So all servers of the tests have one system identifier.
 */
export function newCluster(binaries: string, data: string, user: string, password: string): void {
  execFileSync("cp", ["-a", template(binaries, user), data]);
  execFileSync(join(binaries, "bin/postgres"), ["--single", "-D", data, "-c", "fsync=off", "postgres"], {
    ...UNPRIVILEGED,
    cwd: data,
    env: ENVIRONMENT,
    input: `alter role "${user}" password '${password}'\n`,
    stdio: "pipe",
  });
}

/** Beside the binaries, whose directory nobody but the user of the tests writes to. */
function template(binaries: string, user: string): string {
  const target = join(binaries, `cluster-of-${user}`);
  if (existsSync(target)) return target;

  const copy = mkdtempSync(`${target}-`);
  if (UNPRIVILEGED.uid !== undefined) chownSync(copy, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  const options = ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=reject"];
  execFileSync(join(binaries, "bin/initdb"), ["-D", copy, "-U", user, ...options], {
    ...UNPRIVILEGED,
    cwd: copy,
    env: ENVIRONMENT,
    stdio: "pipe",
  });
  writeFileSync(join(copy, "pg_hba.conf"), HBA);
  try {
    renameSync(copy, target);
  } catch (error) {
    // Another worker was first.
    rmSync(copy, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}
