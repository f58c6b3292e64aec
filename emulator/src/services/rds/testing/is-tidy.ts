import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "../../../instance/instance.ts";
import { findLeftovers } from "../../../runtimes/process/find-leftovers.ts";
import { descendants } from "../../../runtimes/process/process-tree.ts";
import type { KillableEmulator } from "./killable-emulator.ts";

/** True when one instance's files and processes are all that there is. */
export async function isTidy(instance: Instance, emulator: KillableEmulator): Promise<boolean> {
  const { root, data } = instance.directories;
  const resources = await emulator.resources();
  const pids = resources.flatMap((resource) => resource.pids);
  const known = new Set([...pids, ...pids.flatMap(descendants)]);
  const { DBSnapshots } = await emulator.call("DescribeDBSnapshots", {});
  const count = (directory: string): number => readdirSync(join(data, directory)).length;
  return (
    resources.length === 1 &&
    findLeftovers(root, [data]).every((pid) => known.has(pid)) &&
    count("rds-snapshots") === DBSnapshots!.length &&
    count("rds-archive") === 1 &&
    count("rds") === 1
  );
}
