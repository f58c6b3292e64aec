import { z } from "zod";

/** The members of DescribeDBInstances that a failover changes, as the API gave them. */
export const databaseStateSchema = z.strictObject({
  status: z.string(),
  multiAz: z.boolean(),
  availabilityZone: z.string().nullable(),
  secondaryAvailabilityZone: z.string().nullable(),
});
export type DatabaseState = z.infer<typeof databaseStateSchema>;

export const databaseEventSchema = z.strictObject({
  /** By the clock of whoever emitted it. */
  date: z.iso.datetime(),
  message: z.string(),
  categories: z.array(z.string()),
});
export type DatabaseEvent = z.infer<typeof databaseEventSchema>;

/** A Multi-AZ database as its operator sees it. */
export interface ManagedDatabase {
  readonly identifier: string;
  describe(): Promise<DatabaseState>;
  /**
   * Asks for a forced failover and returns when the API has answered; the failover itself comes after. Throws if the API
   * refused; `unknown` if it gave no definite answer, so that the fault may or may not be under way.
   */
  forceFailover(): Promise<"accepted" | "unknown">;
  /** What was recorded about the instance during the last hour. */
  events(): Promise<DatabaseEvent[]>;
}

/** A failover can be asked for: the primary serves and a standby in another zone is in step with it. */
export function isRedundant(state: DatabaseState): boolean {
  return (
    state.status === "available" &&
    state.multiAz &&
    state.secondaryAvailabilityZone !== null &&
    state.secondaryAvailabilityZone !== state.availabilityZone
  );
}
