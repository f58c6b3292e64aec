import type { EnvironmentName } from "./environments.ts";

const PROJECT = "payment-system";

/** The names that operators and their tools rely on; a changed name replaces the resource that bears it. */
export function namesOf(environment: EnvironmentName) {
  const prefix = `${PROJECT}-${environment}`;
  // The operators' guide calls production's cluster and repositories by the bare project.
  const shared = environment === "production" ? PROJECT : prefix;
  return {
    platformStack: `${prefix}-platform`,
    appStack: `${prefix}-app`,
    cluster: `${shared}-cluster`,
    backendRepository: `${shared}/backend`,
    frontendRepository: `${shared}/frontend`,
    databaseInstance: `${prefix}-db`,
    databaseReplica: `${prefix}-db-replica`,
    replicationGroup: `${prefix}-redis`,
    databaseName: "payment_system",
    databaseUser: "payment_user",
    databasePasswordSecret: `${prefix}/db/password`,
    jwtSecret: `${prefix}/jwt/secret`,
    redisAuthTokenSecret: `${prefix}/redis/auth-token`,
    appConfigSecret: `${prefix}/app/config`,
    backendService: `${prefix}-backend`,
    backendLogGroup: `/ecs/${prefix}/backend`,
    frontendService: `${prefix}-frontend`,
    frontendLogGroup: `/ecs/${prefix}/frontend`,
    migrateTaskDefinition: `${prefix}-migrate`,
    loadBalancer: `${prefix}-alb`,
    unsettledOperationsAlarm: `${prefix}-unsettled-operations`,
  } as const;
}

export type Names = ReturnType<typeof namesOf>;
