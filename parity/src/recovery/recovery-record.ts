import { z } from "zod";

const us = z.int();

/** The time that an archive could be restored to, as it was described over and over. */
const restorableSchema = z.strictObject({
  /** The point that was wanted became restorable while it was watched. */
  reached: z.boolean(),
  samples: z.int().nonnegative(),
  /** How far the latest restorable time was behind, in milliseconds; null if there never was one. */
  lagMsMedian: z.number().nullable(),
  lagMsMax: z.number().nullable(),
});

/** What brought data back that the system itself could not. Instants are microseconds of the harness's clock. */
export const recoveryRecordSchema = z.strictObject({
  /** What was restored is as of an instant between these: what was acknowledged before is there, what began after is not. */
  point: z.strictObject({ fromUs: us, toUs: us }),
  /** Payments that were changed wrongly after that point, and must be as they were. */
  damaged: z.array(z.string()),
  restorable: restorableSchema.nullable().describe("null where nothing is restored to a point in time"),
  /** The operator's command; null if it wasn't run, because there was nothing to restore. */
  command: z
    .strictObject({
      line: z.string(),
      exitCode: z.int().nullable(),
      /** What it said last. */
      said: z.string(),
      steps: z.array(z.strictObject({ name: z.string(), startUs: us, endUs: us })),
      /** Payments that the one-off task counted in what was restored; null if it told nothing. */
      verifiedPayments: z.int().nullable(),
    })
    .nullable(),
});
export type RecoveryRecord = z.infer<typeof recoveryRecordSchema>;
export type Restorable = z.infer<typeof restorableSchema>;
