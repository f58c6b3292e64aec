import type * as ecs from "@aws-sdk/client-ecs";
import { AwsError } from "../../wire/aws-error.ts";
import { physicalName } from "../physical-name.ts";
import type { ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { updateEcsTags } from "./ecs-tags.ts";

const FAMILY_LENGTH_MAX = 255;
const ALIASES = { ProxyConfigurationProperties: "properties" };

/** AWS::ECS::TaskDefinition; Ref is the ARN with its revision. All but tags makes a new revision. */
export function ecsTaskDefinitionType(call: ServiceCalls<typeof ecs>): ResourceType {
  return {
    create: async (properties, context) => {
      const input = { ...properties, Family: properties["Family"] ?? physicalName(context, FAMILY_LENGTH_MAX) };
      const { taskDefinition } = await call("RegisterTaskDefinition", input, context.call, ALIASES);
      const arn = taskDefinition!.taskDefinitionArn!;
      return { identifier: arn, attributes: { TaskDefinitionArn: arn } };
    },
    update: async (identifier, properties, previous, context) => {
      await updateEcsTags(call, identifier, properties, previous, context.call);
      return { identifier, attributes: { TaskDefinitionArn: identifier } };
    },
    delete: async (identifier, _properties, context) => {
      try {
        await call("DeregisterTaskDefinition", { taskDefinition: identifier }, context.call);
      } catch (error) {
        // ECS has no code of its own for a task definition that is not there.
        const isGone = error instanceof AwsError && /unable to describe|not found|inactive/i.test(error.message);
        if (!isGone) throw error;
      }
    },
  };
}
