import { z } from "zod";
import { databaseEventSchema, databaseStateSchema } from "../targets/managed-database.ts";

/** What was done to the system and what its APIs showed of it. Instants are microseconds of the harness's clock. */
export const faultRecordSchema = z.strictObject({
  name: z.string(),
  round: z.int().positive(),
  /** The call that breaks something was sent. */
  startUs: z.int(),
  start: z.iso.datetime({ precision: 6 }),
  /** The API accepted that call; null if it gave no definite answer. */
  acceptedUs: z.int().nullable(),
  before: databaseStateSchema,
  /** Each change of the described state since the start, when it was first seen. */
  observed: z.array(databaseStateSchema.extend({ atUs: z.int() })),
  /** The described state first showed the effect: another zone, and available. */
  effectiveUs: z.int().nullable(),
  /** Events that weren't there before; null if they couldn't be read. */
  events: z.array(databaseEventSchema.extend({ atUs: z.int() })).nullable(),
  /** Clients were watched for the outage until here. */
  watchedUntilUs: z.int(),
  /** The database was described as redundant again. */
  redundantUs: z.int().nullable(),
  /** An unsafe condition that held while the fault was injected. */
  condition: z.strictObject({ name: z.string(), fromUs: z.int() }).nullable(),
});
export type FaultRecord = z.infer<typeof faultRecordSchema>;
