import { join } from "node:path";
import { claimHolder } from "@payment-system/emulator/instance/claim-holder";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { conservation } from "../../parity/src/checks/conservation.ts";
import { exactlyOnce } from "../../parity/src/checks/exactly-once.ts";
import { noLostAck } from "../../parity/src/checks/no-lost-ack.ts";
import { noneInvented } from "../../parity/src/checks/none-invented.ts";
import { PACES } from "../../parity/src/pace/pace.ts";
import { progressOn } from "../../parity/src/progress/progress.ts";
import { runParity } from "../../parity/src/run.ts";
import type { Scenario } from "../../parity/src/scenarios/scenario.ts";
import { openTarget } from "../../parity/src/targets/open-target.ts";
import { DEFAULT_LOAD } from "../../parity/src/workloads/load.ts";
import { LOCAL } from "../launcher/paths.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { localEnvironment, outputsDirectory } from "../local/aws-environment.ts";
import { startEmulator } from "../local/emulator-process.ts";
import { trustLocalAuthority } from "../local/trust.ts";
import { killAndHeal } from "./kill-and-heal.ts";
import { localStackPid } from "./localstack-pid.ts";

/** Kills the emulator or LocalStack with SIGKILL under payments, lets it heal, and judges as the harness judges a failover. */
export async function survivesKill(instance: Instance, victim: "emulator" | "localstack"): Promise<void> {
  trustLocalAuthority(instance);
  using target = await openTarget({
    kind: "local",
    environment: "local",
    outputsDirectory: outputsDirectory(instance),
    env: localEnvironment(instance),
  });
  const scenario: Scenario = {
    name: `${victim}-kill`,
    description: `SIGKILL of the ${victim} under payments`,
    disruption: "software",
    checks: [noLostAck, exactlyOnce, noneInvented, conservation],
    fault: ({ database }) => killAndHeal(`${victim}-kill`, database, VICTIMS[victim](instance)),
  };
  const directory = join(LOCAL, "test", "parity", scenario.name);
  const progress = progressOn(process.stderr);
  const results = await runParity({
    target,
    scenarios: [scenario],
    expected: "valid",
    rounds: 1,
    seed: "kill",
    load: DEFAULT_LOAD,
    pace: PACES.local,
    directory,
    progress,
    signal: AbortSignal.timeout(300_000),
  });
  progress.done();
  if (!results.asExpected) {
    throw new ScriptError(
      `Payments did not survive SIGKILL of the ${victim} (${results.verdict}): see ${directory}/report.html.`,
    );
  }
}

const VICTIMS = {
  emulator: (instance: Instance) => ({
    pid: async () => claimHolder(instance)!,
    revive: () => startEmulator(instance),
  }),
  localstack: (instance: Instance) => ({
    pid: () => localStackPid(instance),
    revive: async (killed: number) => localStackPid(instance, killed),
  }),
};
