import { rmSync } from "node:fs";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { outputsDirectory } from "./aws-environment.ts";

/** Deletes all data of a stopped instance. */
export function removeData(instance: Instance): void {
  for (const directory of [instance.directories.data, instance.directories.root, outputsDirectory(instance)]) {
    rmSync(directory, { recursive: true, force: true });
  }
}
