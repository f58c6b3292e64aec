import { ACMClient } from "@aws-sdk/client-acm";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { RDSClient } from "@aws-sdk/client-rds";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { STSClient } from "@aws-sdk/client-sts";
import type { AwsAccess } from "./access.ts";

/** One SDK client of each service that a deployment talks to. */
export function awsClients({ client }: AwsAccess) {
  return {
    acm: new ACMClient(client),
    cloudFormation: new CloudFormationClient(client),
    ecr: new ECRClient(client),
    ecs: new ECSClient(client),
    elastiCache: new ElastiCacheClient(client),
    elbv2: new ElasticLoadBalancingV2Client(client),
    logs: new CloudWatchLogsClient(client),
    rds: new RDSClient(client),
    secrets: new SecretsManagerClient(client),
    sts: new STSClient(client),
  };
}

export type AwsClients = ReturnType<typeof awsClients>;
