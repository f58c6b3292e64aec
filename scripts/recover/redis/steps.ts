import type { Recovery } from "../recovery.ts";
import type { RecoveryReport, RecoveryStep } from "../report.ts";
import { serviceHealth } from "../service-health.ts";
import { isReplaced, removeBeside, replaceGroup } from "./replace.ts";
import { besideName, restoreBeside } from "./restore-beside.ts";
import { snapshotOf } from "./snapshots.ts";

/** Restore beside, and with --cut-over: put a group from the same snapshot in the original's place. */
export function redisSteps(recovery: Recovery, report: RecoveryReport): RecoveryStep[] {
  const { names, options } = recovery;
  let snapshot = "";
  const before: RecoveryStep[] = [
    {
      name: "find",
      title: `Find a snapshot of ${names.replicationGroup}`,
      run: async () => {
        snapshot = await snapshotOf(recovery);
        report.facts["source"] = `snapshot ${snapshot}`;
        return `restoring from snapshot ${snapshot}`;
      },
    },
    {
      name: "restore",
      title: "Restore a node beside it",
      run: async (line) =>
        (await isReplaced(recovery, snapshot))
          ? `${names.replicationGroup} holds it already`
          : restoreBeside(recovery, snapshot, line),
    },
  ];
  if (!options.cutOver) {
    const leave = async () =>
      `${besideName(names.replicationGroup)} stays; to put the snapshot into service, run npm run recover -- redis ` +
      `--snapshot ${snapshot} --env ${options.environment.name} --cut-over`;
    return [...before, { name: "leave", title: "Leave the original in service", run: leave }];
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
