import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { Client } from "pg";
import { connect } from "../../runtimes/process/postgres/admin-connection.ts";
import type { ProbeSettings, Sample } from "./probe-messages.ts";

/**
 * A transactional logical message is the smallest thing that is committed: it needs no table, goes through the log, and
 * its commit waits for the synchronous standby like a payment's.
 */
const COMMIT = "select pg_logical_emit_message(true, 'console', '')";

const { login, intervalMs, timeoutMs } = workerData as ProbeSettings;
let client: Client | undefined;

for (;;) {
  const startedMs = now();
  parentPort!.postMessage(await attempt(startedMs));
  await sleep(Math.max(0, startedMs + intervalMs - now()));
}

/** Threads have monotonic clocks of their own; with its origin added, one can be compared with another. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

async function attempt(atMs: number): Promise<Sample> {
  let isSent = false;
  const timer = new AbortController();
  try {
    const late = sleep(timeoutMs, "late", { signal: timer.signal });
    late.catch(() => {});
    const work = (async () => {
      client ??= await connect(login, timeoutMs);
      isSent = true;
      await client.query(COMMIT);
    })();
    work.catch(() => {});
    if ((await Promise.race([work, late])) === "late") {
      drop();
      return { ...taken(atMs), outcome: "unknown", error: `no answer within ${timeoutMs} ms` };
    }
    return { ...taken(atMs), outcome: "ok" };
  } catch (error) {
    drop();
    // What PostgreSQL itself refuses was not committed; a connection that breaks says nothing.
    const isRefused = !isSent || (error as { severity?: string }).severity === "ERROR";
    return { ...taken(atMs), outcome: isRefused ? "failed" : "unknown", error: (error as Error).message };
  } finally {
    timer.abort();
  }
}

function taken(atMs: number): Pick<Sample, "atMs" | "tookMs"> {
  return { atMs, tookMs: now() - atMs };
}

function drop(): void {
  (client as unknown as { connection: { stream: { destroy(): void } } } | undefined)?.connection.stream.destroy();
  client = undefined;
}
