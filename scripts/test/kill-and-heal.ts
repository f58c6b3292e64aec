import { rdsForceFailover } from "../../parity/src/faults/rds-force-failover.ts";
import type { Fault } from "../../parity/src/faults/fault.ts";
import type { ManagedDatabase } from "../../parity/src/targets/managed-database.ts";

export interface Victim {
  pid(): Promise<number>;
  /** Resolves when a new process has taken the killed one's place. */
  revive(killed: number): Promise<number>;
}

/** A fault that kills a process with SIGKILL and waits until another has taken its place. */
export function killAndHeal(name: string, database: ManagedDatabase, victim: Victim): Fault {
  // The database must be redundant before and after, as for a failover.
  const failover = rdsForceFailover(database);
  return {
    name,
    steadyState: failover.steadyState,
    isSteady: () => failover.isSteady(),
    inject: async ({ clock }, round) => {
      const pid = await victim.pid();
      const startUs = clock.nowUs();
      process.kill(pid, "SIGKILL");
      const acceptedUs = clock.nowUs();
      const revived = await victim.revive(pid);
      const effectiveUs = clock.nowUs();
      return {
        name,
        kind: "process-kill",
        subject: name,
        round,
        startUs,
        start: clock.wallAt(startUs),
        acceptedUs,
        before: { pid },
        observed: [{ atUs: effectiveUs, state: { pid: revived } }],
        effectiveUs,
        events: null,
        watchedUntilUs: effectiveUs,
        healedUs: null,
        recovery: null,
        condition: null,
      };
    },
    heal: async () => undefined,
  };
}
