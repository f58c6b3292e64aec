import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "../../../instance/instance.ts";

/** Names of the files that an instance keeps for its caches' snapshots. */
export function snapshotFiles({ directories }: Instance): string[] {
  const directory = join(directories.data, "elasticache-snapshots");
  return existsSync(directory) ? readdirSync(directory) : [];
}
