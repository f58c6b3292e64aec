import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PostgresServer } from "../../../service/src/testing/postgres-server.ts";
import { ScriptError } from "../../launcher/script-error.mjs";
import { percentile } from "../data/median.ts";
import { pgbench } from "../pgbench.ts";

export interface PgbenchRun {
  readonly script: string;
  readonly clients: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface PgbenchResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Runs the script with prepared statements; counts what ends after the warm-up. */
export async function runScript({ connection, caFile }: PostgresServer, run: PgbenchRun): Promise<PgbenchResult> {
  const directory = mkdtempSync(join(tmpdir(), "bench-pgbench-"));
  try {
    const script = join(directory, "script.sql");
    writeFileSync(script, run.script);
    await pgbench({ ...connection, caFile }, [
      ...["--no-vacuum", "--protocol", "prepared", "--file", script, "--jobs", "2"],
      ...["--client", String(run.clients), "--time", String(run.warmUpSeconds + run.seconds)],
      ...["--log", "--log-prefix", join(directory, "log")],
    ]);
    return summarise(readLog(directory), run);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Transaction {
  /** Since 1970. */
  readonly endMs: number;
  readonly ms: number;
}

/** Its lines: client, transaction, latency in µs, script, and the end's seconds and µs. */
function readLog(directory: string): Transaction[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith("log."))
    .flatMap((name) => readFileSync(join(directory, name), "utf8").trimEnd().split("\n"))
    .map((line) => line.split(" "))
    .map(([, , us, , seconds, rest]) => ({
      endMs: Number(seconds) * 1_000 + Number(rest) / 1_000,
      ms: Number(us) / 1_000,
    }));
}

function summarise(transactions: readonly Transaction[], { warmUpSeconds, seconds }: PgbenchRun): PgbenchResult {
  const firstMs = transactions.reduce((first, { endMs }) => Math.min(first, endMs), Infinity);
  const startMs = firstMs + warmUpSeconds * 1_000;
  const measured = transactions.filter(({ endMs }) => endMs >= startMs && endMs < startMs + seconds * 1_000);
  if (measured.length === 0) throw new ScriptError("pgbench ended no transaction while it was measured.");
  const times = measured.map(({ ms }) => ms);
  return { perSecond: times.length / seconds, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
}
