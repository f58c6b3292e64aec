import type { ControlRoute } from "../gateway/control-route.ts";
import type { Log } from "../log.ts";
import { controlRoutes } from "./control-routes.ts";
import { Requests } from "./requests.ts";
import type { ResourceTypes } from "./resource-type.ts";

export interface CloudFormation {
  /** For the gateway; called by the bridge in LocalStack. */
  readonly controlRoutes: readonly ControlRoute[];
  /** The resource types that the emulator serves. */
  readonly typeNames: readonly string[];
}

/** CloudFormation's view of `types`: LocalStack runs the stacks, the emulator creates, updates and deletes resources. */
export function serveTypes(types: ResourceTypes, log: Log): CloudFormation {
  const typeNames = Object.keys(types).sort();
  return { typeNames, controlRoutes: controlRoutes(new Requests(types, log), typeNames) };
}
