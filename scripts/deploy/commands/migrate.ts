import type { Deployment } from "../deployment.ts";
import { deployedOutputs } from "../stacks/deployed-outputs.ts";
import type { Step } from "../steps.ts";
import { runOneOffTask } from "../tasks/run-task.ts";

export function migrateSteps(deployment: Deployment): Step[] {
  return [
    {
      title: "Migrate the database",
      run: async () => {
        await runOneOffTask(deployment.clients, await deployedOutputs(deployment), ["node", "migrate.mjs"]);
      },
    },
  ];
}
