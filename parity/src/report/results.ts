import { z } from "zod";
import { VERDICTS } from "../checks/check.ts";
import { faultRecordSchema } from "../faults/fault-record.ts";
import { paceSchema } from "../pace/pace.ts";
import { DISRUPTIONS } from "../scenarios/disruption.ts";
import { systemRecordSchema } from "../targets/system-record.ts";
import { loadSchema } from "../workloads/load.ts";

const verdict = z.enum(VERDICTS).describe("invalid beats unknown beats valid");
const instant = z.iso.datetime({ precision: 6 });
const us = z.int().describe("microseconds of the harness's monotonic clock since the run began");
const ms = z.number().nullable().describe("milliseconds; null if it can't be known");
const count = z.int().nonnegative();

export const LABELS = ["measured here", "emulated", "not comparable"] as const;
export type Label = (typeof LABELS)[number];
const label = z
  .enum(LABELS)
  .describe(
    "measured here: on AWS; emulated: on an emulator, never to be read as AWS seconds; not comparable: neither",
  );

const checkSchema = z.strictObject({
  name: z.string(),
  claim: z.string(),
  verdict,
  summary: z.string(),
  evidence: z.record(z.string(), z.unknown()),
});

const roundSchema = z.strictObject({
  round: z.int().positive(),
  rtoMs: ms,
  outageMs: ms,
  outageStartUs: us.nullable(),
  outageEndUs: us.nullable(),
  resolutionMs: ms,
  parts: z.array(z.strictObject({ name: z.string(), ms })).describe("how rtoMs divides, in order"),
  rateLimitBackMs: ms,
  healedMs: ms,
  lostPayments: count.nullable(),
  rpoMs: ms,
  failedAttempts: count,
  unknownAttempts: count,
});

const figureSchema = z.strictObject({
  name: z.string(),
  unit: z.enum(["ms", "payments", "1/s"]),
  value: z.number().nullable(),
  statistic: z.enum(["median", "maximum", "sum", "mean"]),
  label,
  objectiveMax: z.number().nullable(),
});
export type Figure = z.infer<typeof figureSchema>;

const timelineSchema = z.strictObject({
  startUs: us,
  bucketMs: z.number().positive(),
  buckets: z.array(z.strictObject({ ok: count, fail: count, info: count })),
});

const scenarioSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  disruption: z.enum(DISRUPTIONS).describe("the kind of disruption that its recovery figures are about"),
  verdict,
  expected: verdict,
  asExpected: z
    .boolean()
    .describe(
      "the verdict is the expected one; for a negative control, by the check that must catch it and no other cause",
    ),
  caughtBy: z.string().nullable().describe("for a negative control, the check that must be invalid"),
  problems: z.array(z.string()).describe("why it didn't run to its end or couldn't be undone"),
  start: instant,
  load: z.strictObject({ startUs: us, endUs: us }),
  harnessStallMsMax: z
    .number()
    .describe(
      "milliseconds that the harness itself stood still under load at most, 0 if never 10 ms; clients' times include it",
    ),
  attempts: z.strictObject({ ok: count, fail: count, info: count }),
  codes: z.record(z.string(), count).describe("attempts that weren't ok, by error code or HTTP status"),
  faults: z.array(faultRecordSchema),
  checks: z.array(checkSchema),
  rounds: z.array(roundSchema),
  figures: z.array(figureSchema),
  timeline: timelineSchema,
});
export type ScenarioResult = z.infer<typeof scenarioSchema>;

/** What `results.json` holds; `results.schema.json` is generated from it. */
export const resultsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  verdict,
  asExpected: z.boolean().describe("every scenario came out as expected; the exit code is 0 exactly then"),
  run: z.strictObject({
    id: z.string(),
    environment: z.string(),
    target: z.enum(["local", "aws"]),
    label,
    region: z.string(),
    seed: z.string(),
    rounds: z.int().positive(),
    start: instant,
    durationMs: z.number(),
    objectives: z.strictObject({ rtoMsMax: z.number(), rpoMsMax: z.number() }),
    load: loadSchema,
    pace: paceSchema,
    harness: z.strictObject({
      commit: z.string().nullable().describe("git commit of the harness; null outside a checkout"),
      modified: z.boolean().nullable().describe("the checkout had changes that aren't committed"),
      node: z.string(),
    }),
  }),
  system: systemRecordSchema,
  validatedOnAws: z
    .record(z.string(), z.iso.datetime({ precision: 6 }).nullable())
    .describe("by scenario: start of the latest valid run on AWS among parity/baselines; null if there never was one"),
  scenarios: z.array(scenarioSchema).min(1),
});
export type Results = z.infer<typeof resultsSchema>;
