import * as ecs from "aws-cdk-lib/aws-ecs";
import type { Construct } from "constructs";
import { ContainerTask } from "./container-task.ts";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";
import { BACKEND_PORT } from "./network.ts";
import type { Platform } from "./platform.ts";

export const BACKEND_CONTAINER = "backend";

export interface BackendTaskProps {
  readonly environment: Environment;
  readonly platform: Platform;
  readonly family: string;
  /** First part of the log streams' names: `<prefix>/backend/<task id>`. */
  readonly logStreamPrefix: string;
  readonly command: readonly string[];
  /** Beside those of the database. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Beside the database's password; by the name of the environment variable. */
  readonly secrets: Readonly<Record<string, ecs.Secret>>;
  /** Exits 0 while the container is healthy; a task that runs to its end has none. */
  readonly healthCheck?: readonly string[];
}

/** A task of the backend's image, which knows the database. */
export class BackendTask extends ContainerTask {
  constructor(scope: Construct, id: string, { environment, platform, variables, secrets, ...props }: BackendTaskProps) {
    const { database } = platform.data;
    const names = namesOf(environment.name);
    super(scope, id, {
      ...props,
      containerName: BACKEND_CONTAINER,
      size: environment.backend,
      repository: platform.repositories.backend,
      port: BACKEND_PORT,
      logGroup: platform.cluster.backendLogs,
      variables: {
        ENVIRONMENT: environment.name,
        DB_HOST: database.dbInstanceEndpointAddress,
        DB_PORT: database.dbInstanceEndpointPort,
        DB_NAME: names.databaseName,
        DB_USERNAME: names.databaseUser,
        ...variables,
      },
      secrets: {
        DB_PASSWORD: ecs.Secret.fromSecretsManager(platform.secrets.databasePassword),
        ...secrets,
      },
    });
  }
}
