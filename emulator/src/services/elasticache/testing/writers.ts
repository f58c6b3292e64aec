import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoint } from "@aws-sdk/client-elasticache";
import { until } from "../../../wait/until.ts";
import { connectTo, type ClientOptions, type RedisClient } from "./redis-client.ts";

/** Clients that write one key after the other through an endpoint and remember what was acknowledged. */
export interface Writers {
  readonly acknowledged: readonly string[];
  /** Longest time between two acknowledged writes since `startGap`, in milliseconds. */
  longestGapMs(): number;
  startGap(): void;
  /** Waits until so many more writes are acknowledged. */
  untilMore(count: number): Promise<void>;
  stop(): Promise<void>;
}

const RECONNECT_AFTER_MS = 2;
const MORE_DEADLINE_MS = 60_000;

/** Keys begin with `prefix`. */
export function startWriters(endpoint: Endpoint, options: ClientOptions, count: number, prefix: string): Writers {
  const acknowledged: string[] = [];
  const state = { stopped: false, next: 0, lastMs: performance.now(), gapMs: 0 };
  const writeOne = async (client: RedisClient): Promise<void> => {
    const key = `${prefix}${state.next++}`;
    await client.send("SET", key, "1");
    acknowledged.push(key);
    const now = performance.now();
    state.gapMs = Math.max(state.gapMs, now - state.lastMs);
    state.lastMs = now;
  };
  const run = async (): Promise<void> => {
    let client: RedisClient | undefined;
    while (!state.stopped) {
      try {
        client ??= await connectTo(endpoint, options);
        await writeOne(client);
      } catch {
        client?.close();
        client = undefined;
        await sleep(RECONNECT_AFTER_MS);
      }
    }
    client?.close();
  };
  const running = Array.from({ length: count }, run);
  return {
    acknowledged,
    longestGapMs: () => Math.max(state.gapMs, performance.now() - state.lastMs),
    startGap: () => {
      state.gapMs = 0;
      state.lastMs = performance.now();
    },
    untilMore: async (count) => {
      const enough = acknowledged.length + count;
      const isReached = (): boolean => acknowledged.length >= enough;
      await until(isReached, { what: `${count} more writes`, deadlineMs: MORE_DEADLINE_MS });
    },
    stop: async () => {
      state.stopped = true;
      await Promise.all(running);
    },
  };
}

/** Acknowledged keys that are not there any more. */
export async function lostKeys(
  endpoint: Endpoint,
  options: ClientOptions,
  acknowledged: readonly string[],
): Promise<string[]> {
  const client = await connectTo(endpoint, options);
  try {
    const present = await Promise.all(acknowledged.map((key) => client.send("EXISTS", key)));
    return acknowledged.filter((_, index) => present[index] !== 1);
  } finally {
    client.close();
  }
}
