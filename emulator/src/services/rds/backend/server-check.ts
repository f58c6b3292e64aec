import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PostgresBinaries } from "../../../runtimes/process/postgres/binaries.ts";
import { SERVER_ENVIRONMENT } from "../../../runtimes/process/postgres/initialise.ts";

const run = promisify(execFile);
const DEADLINE_MS = 10_000;

/** `postgres --describe-config`: every parameter as the server itself describes it. */
export async function describeConfig(binaries: PostgresBinaries): Promise<string> {
  const { stdout } = await run(binaries.postgres, ["--describe-config"], {
    env: SERVER_ENVIRONMENT,
    maxBuffer: 1 << 24,
    timeout: DEADLINE_MS,
  });
  return stdout;
}

/** What the server itself says against a value, in one line; undefined when it would take it. */
export async function objection(binaries: PostgresBinaries, name: string, value: string): Promise<string | undefined> {
  const directory = await mkdtemp(join(tmpdir(), "postgres-check-"));
  try {
    await writeFile(join(directory, "postgresql.conf"), "");
    await run(binaries.postgres, ["-C", name, "-D", directory, "-c", `${name}=${value}`], {
      env: SERVER_ENVIRONMENT,
      timeout: DEADLINE_MS,
    });
    return undefined;
  } catch (error) {
    const { stderr = String(error) } = error as { stderr?: string };
    const lines = stderr.split("\n").filter((line) => /(FATAL|LOG|DETAIL|HINT): /.test(line));
    return lines.map((line) => line.replace(/^.*?(?:FATAL|LOG|DETAIL|HINT):\s+/, "")).join(" ") || stderr.trim();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
