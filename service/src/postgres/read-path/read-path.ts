import { currentContext } from "../../context/request-context.ts";
import type { RecentWrites } from "../../usecases/recent-writes.ts";
import type { Database } from "../database.ts";
import type { Reader } from "./reader.ts";
import type { ReplicaFreshness } from "./replica-freshness.ts";

/** The clocks of two tasks differ by less: on AWS by a few milliseconds. */
const CLOCK_DIFFERENCE_MS_MAX = 500;

export interface ReadPathParts {
  readonly primary: Database;
  readonly replica: Database;
  readonly freshness: Pick<ReplicaFreshness, "hasAllUntil" | "distrust">;
  readonly writes: RecentWrites;
  /** Told of each read. */
  readonly onRead?: (from: "primary" | "replica") => void;
}

/**
 * Reads for requests from a replica that has what the caller has written; from the primary if it may not have it, can't be
 * reached, or nobody knows. What others have written may be missing for two seconds at most.
 */
export function createReadPath({ primary, replica, freshness, writes, onRead = () => {} }: ReadPathParts): Reader {
  const mayUseReplica = async (): Promise<boolean> => {
    const actor = currentContext()?.caller?.actor;
    if (!actor || freshness.hasAllUntil() === undefined) return false;
    const wroteAt = await writes.lastOf(actor);
    const hasAllUntil = freshness.hasAllUntil();
    if (wroteAt === undefined || hasAllUntil === undefined) return false;
    return wroteAt === null || wroteAt < hasAllUntil - CLOCK_DIFFERENCE_MS_MAX;
  };
  return {
    run: async (operation) => {
      if (await mayUseReplica()) {
        try {
          const result = await replica.run(operation);
          onRead("replica");
          return result;
        } catch {
          // Lost, or it had to end the query to go on replaying. A defect shows itself at the primary, too.
          freshness.distrust();
        }
      }
      onRead("primary");
      return primary.run(operation);
    },
    snapshot: async (operation) => {
      let begun = false;
      if (await mayUseReplica()) {
        try {
          const result = await replica.snapshot((transaction) => {
            begun = true;
            onRead("replica");
            return operation(transaction);
          });
          return result;
        } catch (error) {
          freshness.distrust();
          // What was given to the caller by then can't be taken back.
          if (begun) throw error;
        }
      }
      onRead("primary");
      return primary.snapshot(operation);
    },
  };
}
