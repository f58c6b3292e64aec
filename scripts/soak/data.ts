import { runRandomFaults } from "../../emulator/src/services/rds/testing/random-faults.ts";
import { testInstance } from "../../emulator/src/testing/test-instance.ts";
import type { SoakOptions } from "./soak.ts";

/** Faults in RDS's servers and in the emulator behind them. */
export async function soakData(options: SoakOptions): Promise<object> {
  await using instance = await testInstance();
  // Awaited here, so that the instance lives as long.
  return await runRandomFaults(instance, options);
}
