import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { ScriptError } from "../launcher/script-error.mjs";

export interface PgbenchTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** With which the server's certificate is verified. */
  readonly caFile: string;
}

/** Runs pgbench and gives what it prints. Throws if it is not on PATH or fails. */
export async function pgbench(target: PgbenchTarget, args: readonly string[]): Promise<string> {
  const child = spawn("pgbench", [...args, "--host", target.host, "--port", String(target.port), target.database], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      LC_ALL: "C.UTF-8",
      PGUSER: target.user,
      PGPASSWORD: target.password,
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: target.caFile,
    },
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", () =>
      reject(
        new ScriptError(
          "pgbench is not on PATH; install PostgreSQL's (Debian, Ubuntu: apt install postgresql; macOS: brew install postgresql@17) and try again.",
        ),
      ),
    );
    child.once("exit", resolve);
  });
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  if (code === 0) return output;
  throw new ScriptError(`pgbench failed: ${errors.trim().split("\n").at(-1)}`);
}
