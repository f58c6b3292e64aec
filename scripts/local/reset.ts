import type { Instance } from "@payment-system/emulator/instance/instance";
import { stopEmulator } from "./emulator-process.ts";
import { removeData } from "./remove-data.ts";

/** Stops the instance and deletes all its data; what is installed in the clone stays. */
export async function reset(instance: Instance): Promise<number> {
  await stopEmulator(instance);
  removeData(instance);
  process.stdout.write("All local data is deleted. npm run dev:local starts afresh.\n");
  return 0;
}
