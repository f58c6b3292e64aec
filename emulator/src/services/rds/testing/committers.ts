import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { ask, connectTo, type Reachable } from "./rds-environment.ts";

/** Clients that commit one row after the other through an endpoint and remember what was acknowledged. */
export interface Committers {
  readonly acknowledged: readonly number[];
  /** Those that were acknowledged before a time, in milliseconds since 1970. */
  acknowledgedBefore(epochMs: number): number[];
  /** Every commit that begins from now on has this identifier or a greater one. */
  nextId(): number;
  /** Longest time between two acknowledged commits since `startGap`, in milliseconds. */
  longestGapMs(): number;
  startGap(): void;
  stop(): Promise<void>;
}

const RECONNECT_AFTER_MS = 2;

/** The table `commit_log` must exist. Identifiers start at `firstId`. */
export function startCommitters(endpoint: Reachable, count: number, firstId: number): Committers {
  const acknowledged: number[] = [];
  const acknowledgedAtMs: number[] = [];
  const state = { stopped: false, nextId: firstId, lastMs: performance.now(), gapMs: 0 };
  const commitOne = async (client: Client): Promise<void> => {
    const id = state.nextId++;
    await client.query("insert into commit_log (id) values ($1)", [id]);
    acknowledged.push(id);
    acknowledgedAtMs.push(Date.now());
    const now = performance.now();
    state.gapMs = Math.max(state.gapMs, now - state.lastMs);
    state.lastMs = now;
  };
  const run = async (): Promise<void> => {
    let client: Client | undefined;
    while (!state.stopped) {
      try {
        client ??= await connectTo(endpoint);
        await commitOne(client);
      } catch {
        void client?.end().catch(() => {});
        client = undefined;
        await sleep(RECONNECT_AFTER_MS);
      }
    }
    await client?.end().catch(() => {});
  };
  const running = Array.from({ length: count }, run);
  return {
    acknowledged,
    acknowledgedBefore: (epochMs) => acknowledged.filter((_, index) => acknowledgedAtMs[index]! < epochMs),
    nextId: () => state.nextId,
    longestGapMs: () => Math.max(state.gapMs, performance.now() - state.lastMs),
    startGap: () => {
      state.gapMs = 0;
      state.lastMs = performance.now();
    },
    stop: async () => {
      state.stopped = true;
      await Promise.all(running);
    },
  };
}

/** Acknowledged commits that the database no longer has. */
export async function lostCommits(endpoint: Reachable, acknowledged: readonly number[]): Promise<number[]> {
  const present = new Set(await presentCommits(endpoint));
  return acknowledged.filter((id) => !present.has(id));
}

/** What the database has, in order. */
export async function presentCommits(endpoint: Reachable): Promise<number[]> {
  const rows = await ask<{ id: string }>(endpoint, "select id from commit_log order by id");
  return rows.map(({ id }) => Number(id));
}
