import type { Deployment } from "../deployment.ts";
import { deployedOutputs } from "../stacks/deployed-outputs.ts";
import type { Step } from "../steps.ts";
import { runOneOffTask } from "../tasks/run-task.ts";

export function seedSteps(deployment: Deployment): Step[] {
  return [
    {
      title: "Create the demo merchant",
      run: async () => {
        await runOneOffTask(deployment.clients, await deployedOutputs(deployment), ["node", "seed.mjs"]);
      },
    },
  ];
}
