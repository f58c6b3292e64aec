import { rmSync } from "node:fs";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { outputsDirectory } from "./aws-environment.ts";
import { stopEmulator } from "./emulator-process.ts";

/** Stops the instance and deletes all its data; what is installed in the clone stays. */
export async function reset(instance: Instance): Promise<number> {
  await stopEmulator(instance);
  for (const directory of [instance.directories.data, instance.directories.root, outputsDirectory(instance)]) {
    rmSync(directory, { recursive: true, force: true });
  }
  process.stdout.write("All local data is deleted. npm run dev:local starts afresh.\n");
  return 0;
}
