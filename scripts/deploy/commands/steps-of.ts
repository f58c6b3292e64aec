import type { Deployment } from "../deployment.ts";
import type { CommandName } from "../options.ts";
import type { Step } from "../steps.ts";
import { bootstrapSteps } from "./bootstrap.ts";
import { destroySteps } from "./destroy.ts";
import { imagesSteps } from "./images.ts";
import { infraSteps } from "./infra.ts";
import { migrateSteps } from "./migrate.ts";
import { seedSteps } from "./seed.ts";
import { servicesSteps } from "./services.ts";

/** What a command does, step by step; what can be refused beforehand is refused here. */
export function stepsOf(command: Exclude<CommandName, "status">, deployment: Deployment): Step[] {
  switch (command) {
    case "all":
      return (["bootstrap", "infra", "images", "migrate", "services"] as const)
        .flatMap((part) => stepsOf(part, deployment))
        .concat(deployment.options.seed ? seedSteps(deployment) : []);
    case "bootstrap":
      return bootstrapSteps(deployment);
    case "infra":
      return infraSteps(deployment);
    case "images":
      return imagesSteps(deployment);
    case "migrate":
      return migrateSteps(deployment);
    case "services":
      return servicesSteps(deployment);
    case "seed":
      return seedSteps(deployment);
    case "destroy":
      return destroySteps(deployment);
  }
}
