import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { EmulatorError } from "../../../errors.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { createPrivateDirectory } from "./data-directory.ts";
import { writeDurably } from "./durable-file.ts";
import { serverUser } from "./server-user.ts";

const run = promisify(execFile);
const DEADLINE_MS = 120_000;
/** A promotion copies and syncs one segment for its new timeline: a quarter of the usual size is part of a short outage. */
const WAL_SEGMENT_MB = 4;
export const WAL_SEGMENT_BYTES = WAL_SEGMENT_MB * 1_048_576;

/** What every PostgreSQL process gets: nothing of the emulator's environment, least of all PG*. */
export const SERVER_ENVIRONMENT = { LC_ALL: "C.UTF-8", PATH: "/usr/bin:/bin", TZ: "UTC" } as const;

/**
 * A new data directory with checksums, UTF-8 and code point order, whose only role is the superuser `superuser`.
 * The directory must not exist or be empty. Durable when it returns. Throws `PostgresFailed`.
 */
export async function initialise(
  binaries: PostgresBinaries,
  directory: string,
  superuser: string,
  password: string,
): Promise<void> {
  await createPrivateDirectory(directory);
  const passwordFile = join(dirname(directory), "initdb.password");
  await writeDurably(passwordFile, `${password}\n`);
  const arguments_ = [
    ...["--pgdata", directory, "--username", superuser, "--pwfile", passwordFile],
    ...["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"],
    ...["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--data-checksums", "--no-instructions"],
    ...["--wal-segsize", String(WAL_SEGMENT_MB)],
  ];
  try {
    const user = serverUser();
    await run(binaries.initdb, arguments_, {
      cwd: directory,
      env: SERVER_ENVIRONMENT,
      timeout: DEADLINE_MS,
      killSignal: "SIGKILL",
      ...user,
    });
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new EmulatorError("PostgresFailed", `initdb failed in ${directory}: ${stderr?.trim() || String(cause)}`, {
      cause,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}
