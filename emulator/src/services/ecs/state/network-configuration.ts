import type { NetworkConfiguration } from "@aws-sdk/client-ecs";
import { ECS_ERRORS } from "./errors.ts";

/** Validates an awsvpc configuration and fills in AWS's default. Throws InvalidParameterException. */
export function networkConfiguration(input: NetworkConfiguration | undefined): NetworkConfiguration {
  const vpc = input?.awsvpcConfiguration;
  if (!vpc) {
    throw ECS_ERRORS.invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  if (!vpc.subnets?.length) throw ECS_ERRORS.invalidParameter("subnets can not be empty.");
  if (vpc.subnets.length > 16) throw ECS_ERRORS.invalidParameter("subnets can have at most 16 items.");
  if ((vpc.securityGroups?.length ?? 0) > 5) {
    throw ECS_ERRORS.invalidParameter("securityGroups can have at most 5 items.");
  }
  return {
    awsvpcConfiguration: {
      subnets: vpc.subnets,
      securityGroups: vpc.securityGroups ?? [],
      assignPublicIp: vpc.assignPublicIp ?? "DISABLED",
    },
  };
}
