import { z } from "zod";

/**
 * One attempt of one client, as Jepsen sees it: `ok` took effect, `fail` certainly did not, `info` is unknown (a
 * time-out, a connection that broke after the request was sent, any 5xx). A retry is an operation of its own with the
 * same key and the next attempt number. `startUs`/`endUs` come from the harness's monotonic clock; `start`/`end` are the
 * same instants on the wall clock.
 */
export const operationSchema = z.strictObject({
  scenario: z.string(),
  process: z.int().nonnegative(),
  type: z.enum(["create-payment", "replay-payment"]),
  key: z.string(),
  attempt: z.int().positive(),
  start: z.iso.datetime({ precision: 6 }),
  end: z.iso.datetime({ precision: 6 }),
  startUs: z.int(),
  endUs: z.int(),
  outcome: z.enum(["ok", "fail", "info"]),
  paymentId: z.string().nullable(),
  /** The service said that it repeats an earlier answer: proof of exactly-once, but not of a fresh commit. */
  replayed: z.boolean(),
  amountMinor: z.int(),
  currency: z.string(),
  httpStatus: z.int().nullable(),
  /** The API's error code, or the client's when there was no answer. */
  code: z.string().nullable(),
});

export type Operation = z.infer<typeof operationSchema>;
export type Outcome = Operation["outcome"];
