import { runRandomFaults } from "../../emulator/src/services/elasticache/testing/random-faults.ts";
import { testInstance } from "../../emulator/src/testing/test-instance.ts";
import type { SoakOptions } from "./soak.ts";

/** Faults in ElastiCache's servers and in the emulator behind them. */
export async function soakCache(options: SoakOptions): Promise<object> {
  await using instance = await testInstance();
  // Awaited here, so that the instance lives as long.
  return await runRandomFaults(instance, options);
}
