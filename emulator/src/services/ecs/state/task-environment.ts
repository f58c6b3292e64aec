import type { ContainerOverride, KeyValuePair } from "@aws-sdk/client-ecs";
import type { Instance } from "../../../instance/instance.ts";
import { privateDnsName } from "./render-task.ts";
import type { ContainerDefinitionRecord } from "./task-definition-record.ts";

/** The task definition's variables, those of the overrides in their place, and the secrets. */
export function definedEnvironment(
  definition: Pick<ContainerDefinitionRecord, "environment">,
  override: Pick<ContainerOverride, "environment"> | undefined,
  secrets: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...toRecord(definition.environment), ...secrets, ...toRecord(override?.environment) };
}

/** What the platform gives to every container; it wins over the task definition. */
export function platformEnvironment(
  instance: Pick<Instance, "region" | "endpointUrl">,
  address: string,
  runtimeId: string,
): Record<string, string> {
  return {
    HOST: address,
    HOSTNAME: privateDnsName(address),
    AWS_REGION: instance.region,
    AWS_DEFAULT_REGION: instance.region,
    AWS_ENDPOINT_URL: instance.endpointUrl,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
    ECS_CONTAINER_METADATA_URI_V4: `${instance.endpointUrl}/_emulator/ecs/metadata/${runtimeId}`,
  };
}

function toRecord(pairs: readonly KeyValuePair[] | undefined): Record<string, string> {
  return Object.fromEntries((pairs ?? []).map(({ name, value }) => [name ?? "", value ?? ""]));
}
