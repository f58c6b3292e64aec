import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { InstanceType } from "aws-cdk-lib/aws-ec2";
import * as rds from "aws-cdk-lib/aws-rds";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";
import type { Network } from "./network.ts";
import type { Secrets } from "./secrets.ts";

export interface DataProps {
  readonly environment: Environment;
  readonly network: Network;
  readonly secrets: Secrets;
}

/** Multi-AZ PostgreSQL 17, encrypted at rest and in transit, in subnets without a route out. */
export class Data extends Construct {
  readonly database: rds.DatabaseInstance;

  constructor(scope: Construct, id: string, { environment, network, secrets }: DataProps) {
    super(scope, id);
    const names = namesOf(environment.name);
    const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 });
    this.database = new rds.DatabaseInstance(this, "Database", {
      engine,
      instanceIdentifier: names.databaseInstance,
      databaseName: names.databaseName,
      credentials: rds.Credentials.fromPassword(names.databaseUser, secrets.databasePassword.secretValue),
      vpc: network.vpc,
      vpcSubnets: network.dataSubnets,
      securityGroups: [network.database],
      publiclyAccessible: false,
      multiAz: environment.database.multiAz,
      instanceType: new InstanceType(environment.database.instanceType),
      storageType: rds.StorageType.GP3,
      allocatedStorage: environment.database.storageGiB,
      maxAllocatedStorage: environment.database.storageGiBMax,
      storageEncrypted: true,
      backupRetention: Duration.days(environment.database.backupRetentionDays),
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !environment.protected,
      autoMinorVersionUpgrade: true,
      deletionProtection: environment.protected,
      removalPolicy: environment.finalSnapshot ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
      parameterGroup: new rds.ParameterGroup(this, "Parameters", {
        engine,
        description: `PostgreSQL of ${environment.name}: no connection without TLS`,
        parameters: { "rds.force_ssl": "1" },
      }),
    });
    if (!environment.protected) acknowledge(this.database, "RDS10", "This environment is made to be removed.");
    acknowledge(this.database, "RDS11", "Clients give no port, so it is PostgreSQL's own; only tasks can reach it.");
  }
}
