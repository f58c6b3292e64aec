import { request } from "undici";
import { ParityError } from "../errors.ts";
import type { Killer } from "./killer.ts";
import type { Switch, UnsafeBackups } from "./unsafe-backups.ts";
import type { UnsafeStandby } from "./unsafe-standby.ts";

const TIMEOUT_MS = 30_000;

export interface EmulatorFaults {
  readonly unsafeStandby: UnsafeStandby;
  readonly unsafeBackups: UnsafeBackups;
  readonly killer: Killer;
}

/**
 * The faults below `/_emulator/faults` of an endpoint that offers them; `undefined` where there is no such endpoint. The
 * endpoint must have passed `loopbackUrl`.
 */
export async function emulatorFaults(
  endpoint: URL,
  identifiers: { readonly database: string; readonly cache: string },
): Promise<EmulatorFaults | undefined> {
  const health = await request(new URL("/_emulator/health", endpoint), { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await health.body.dump();
  if (health.statusCode === 404 || health.statusCode === 501) return undefined;
  const fault = (path: string): URL => new URL(`/_emulator/faults/${path}`, endpoint);
  const asynchronousStandby = fault(`rds/${identifiers.database}/asynchronous-standby`);
  return {
    unsafeStandby: {
      makeAsynchronous: () => send("POST", asynchronousStandby),
      heal: () => send("DELETE", asynchronousStandby),
    },
    unsafeBackups: {
      stopArchive: switchAt("archive-off", fault(`rds/${identifiers.database}/archive-off`)),
      ignoreRestoreTime: switchAt("restore-ignores-time", fault(`rds/${identifiers.database}/restore-ignores-time`)),
    },
    killer: {
      killCachePrimary: () => send("POST", fault(`elasticache/${identifiers.cache}/kill-primary`)),
      loseDatabase: () => send("POST", fault(`rds/${identifiers.database}/lose-storage`)),
    },
  };
}

function switchAt(name: string, url: URL): Switch {
  return { name, on: () => send("POST", url), off: () => send("DELETE", url) };
}

async function send(method: "POST" | "DELETE", url: URL): Promise<void> {
  const { statusCode, body } = await request(url, { method, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await body.text();
  if (statusCode >= 300) {
    throw new ParityError(
      "TargetUnavailable",
      `${method} ${url.pathname} was answered with ${statusCode} ${text.slice(0, 300)}; look into the emulator's log.`,
    );
  }
}
