import type { Fault } from "../../parity/src/faults/fault.ts";
import type { ManagedDatabase } from "../../parity/src/targets/managed-database.ts";

export interface Victim {
  pid(): Promise<number>;
  /** Resolves when a new process has taken the killed one's place. */
  revive(killed: number): Promise<number>;
}

/** A fault that kills a process with SIGKILL and waits until another has taken its place. */
export function killAndHeal(name: string, database: ManagedDatabase, victim: Victim): Fault {
  return {
    name,
    inject: async ({ clock }, round) => {
      const before = await database.describe();
      const pid = await victim.pid();
      const startUs = clock.nowUs();
      process.kill(pid, "SIGKILL");
      const acceptedUs = clock.nowUs();
      await victim.revive(pid);
      const effectiveUs = clock.nowUs();
      return {
        name,
        round,
        startUs,
        start: clock.wallAt(startUs),
        acceptedUs,
        before,
        observed: [],
        effectiveUs,
        events: null,
        watchedUntilUs: effectiveUs,
        redundantUs: null,
        condition: null,
      };
    },
    heal: async () => undefined,
  };
}
