import type { ServiceEvent } from "./service-event.ts";

/** The members of DescribeDBInstances that a failover changes, as the API gave them. */
export type DatabaseState = {
  readonly status: string;
  readonly multiAz: boolean;
  readonly availabilityZone: string | null;
  readonly secondaryAvailabilityZone: string | null;
};

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
  events(): Promise<ServiceEvent[]>;
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
