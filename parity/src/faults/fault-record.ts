import { z } from "zod";
import { recoveryRecordSchema } from "../recovery/recovery-record.ts";
import { serviceEventSchema } from "../targets/service-event.ts";
import { FAULT_KINDS } from "./fault-kind.ts";

/** What an API tells of a thing, as far as a fault changes it: flat, so that it can be compared and shown as it is. */
export const describedSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type Described = z.infer<typeof describedSchema>;

/** What was done to the system and what its APIs showed of it. Instants are microseconds of the harness's clock. */
export const faultRecordSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(FAULT_KINDS),
  /** Identifier of what was broken. */
  subject: z.string(),
  round: z.int().positive(),
  /** The call that breaks something was sent. */
  startUs: z.int(),
  start: z.iso.datetime({ precision: 6 }),
  /** The API accepted that call; null if it gave no definite answer. */
  acceptedUs: z.int().nullable(),
  before: describedSchema,
  /** Each change of the described state since the start, when it was first seen. */
  observed: z.array(z.strictObject({ atUs: z.int(), state: describedSchema })),
  /** The described state first showed the whole effect. */
  effectiveUs: z.int().nullable(),
  /** Events that weren't there before; null if they couldn't be read. */
  events: z.array(serviceEventSchema.extend({ atUs: z.int() })).nullable(),
  /** Clients were watched for the outage until here. */
  watchedUntilUs: z.int(),
  /** The state in which the fault can be injected again was back. */
  healedUs: z.int().nullable(),
  /** What brought the data back; null where the system got over the fault by itself. */
  recovery: recoveryRecordSchema.nullable(),
  /** An unsafe condition that held while the fault was injected. */
  condition: z.strictObject({ name: z.string(), fromUs: z.int() }).nullable(),
});
export type FaultRecord = z.infer<typeof faultRecordSchema>;
