import { AwsError } from "../../../wire/aws-error.ts";

/** ECS's exceptions as its API answers with them; all are client errors with status 400. */
export const ECS_ERRORS = {
  clusterNotFound: () => new AwsError("ClusterNotFoundException", "Cluster not found."),
  serviceNotFound: () => new AwsError("ServiceNotFoundException", "Service not found."),
  serviceNotActive: () => new AwsError("ServiceNotActiveException", "Service was not ACTIVE."),
  clusterContainsServices: () =>
    new AwsError("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."),
  clusterContainsTasks: () =>
    new AwsError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."),
  resourceNotFound: (message: string) => new AwsError("ResourceNotFoundException", message),
  client: (message: string) => new AwsError("ClientException", message),
  invalidParameter: (message: string) => new AwsError("InvalidParameterException", message),
} as const;
