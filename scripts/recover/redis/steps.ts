import type { Recovery } from "../recovery.ts";
import type { RecoveryReport, RecoveryStep } from "../report.ts";
import { serviceHealth } from "../service-health.ts";
import { replaceGroup, removeBeside } from "./replace.ts";
import { besideName, restoreBeside, snapshotOf } from "./restore-beside.ts";

/** Restore beside, and with --cut-over: put a group from the same snapshot in the original's place. */
export function redisSteps(recovery: Recovery, report: RecoveryReport): RecoveryStep[] {
  const { names, options } = recovery;
  let snapshot = "";
  const before: RecoveryStep[] = [
    {
      name: "find",
      title: `Find a snapshot of ${names.replicationGroup}`,
      run: async () => {
        snapshot = (await snapshotOf(recovery)).SnapshotName ?? "";
        report.facts["source"] = `snapshot ${snapshot}`;
        return `restoring from snapshot ${snapshot}`;
      },
    },
    {
      name: "restore",
      title: "Restore a node beside it",
      run: (line) => restoreBeside(recovery, snapshot, line),
    },
  ];
  if (!options.cutOver) {
    const found = `${besideName(names.replicationGroup)} stays; run this again with --cut-over to put it into service`;
    return [...before, { name: "leave", title: "Leave the original in service", run: async () => found }];
  }
  return [
    ...before,
    {
      name: "cut over",
      title: "Put it in the original's place",
      run: (line) => replaceGroup(recovery, snapshot, line),
    },
    { name: "health", title: "Wait for the service", run: () => serviceHealth(recovery) },
    { name: "settle", title: "Remove the node beside it", run: () => removeBeside(recovery) },
  ];
}
