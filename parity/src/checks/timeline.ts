import type { Operation, Outcome } from "../history/operation.ts";

const BUCKETS_MAX = 600;
const BUCKET_MS_MIN = 100;

/** How attempts ended over time, by the time of their end; those of the load only. */
export interface Timeline {
  readonly startUs: number;
  readonly bucketMs: number;
  readonly buckets: readonly Readonly<Record<Outcome, number>>[];
}

export function timelineOf(operations: readonly Operation[], load: { startUs: number; endUs: number }): Timeline {
  const lengthMs = Math.max(1, (load.endUs - load.startUs) / 1_000);
  const bucketMs = Math.max(BUCKET_MS_MIN, Math.ceil(lengthMs / BUCKETS_MAX));
  const buckets = Array.from({ length: Math.ceil(lengthMs / bucketMs) }, () => ({ ok: 0, fail: 0, info: 0 }));
  for (const { startUs, endUs, outcome } of operations) {
    if (startUs > load.endUs) continue;
    const bucket = buckets[Math.floor((endUs - load.startUs) / 1_000 / bucketMs)];
    if (bucket) bucket[outcome]++;
  }
  return { startUs: load.startUs, bucketMs, buckets };
}
