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

const PORT_REASON = "Clients give no port, so it is PostgreSQL's own; only tasks can reach it.";

/** Multi-AZ PostgreSQL 17, encrypted at rest and in transit, in subnets without a route out. */
export class Data extends Construct {
  readonly database: rds.DatabaseInstance;
  /** Where the environment has one. */
  readonly replica: rds.DatabaseInstanceReadReplica | undefined;

  constructor(scope: Construct, id: string, { environment, network, secrets }: DataProps) {
    super(scope, id);
    const names = namesOf(environment.name);
    const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 });
    const parameterGroup = new rds.ParameterGroup(this, "Parameters", {
      engine,
      description: `PostgreSQL of ${environment.name}: no connection without TLS`,
      parameters: { "rds.force_ssl": "1" },
    });
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
      parameterGroup,
    });
    if (!environment.protected) acknowledge(this.database, "RDS10", "This environment is made to be removed.");
    acknowledge(this.database, "RDS11", PORT_REASON);
    this.replica =
      environment.database.readReplicas > 0 ? this.#replica(environment, network, parameterGroup) : undefined;
  }

  #replica(environment: Environment, network: Network, parameterGroup: rds.IParameterGroup) {
    const replica = new rds.DatabaseInstanceReadReplica(this, "Replica", {
      sourceDatabaseInstance: this.database,
      instanceIdentifier: namesOf(environment.name).databaseReplica,
      instanceType: new InstanceType(environment.database.instanceType),
      vpc: network.vpc,
      subnetGroup: this.database.node.findChild("SubnetGroup") as rds.SubnetGroup,
      securityGroups: [network.database],
      publiclyAccessible: false,
      storageType: rds.StorageType.GP3,
      maxAllocatedStorage: environment.database.storageGiBMax,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
      parameterGroup,
    });
    acknowledge(replica, "RDS2", "A replica is encrypted as its source is.");
    acknowledge(replica, "RDS3", "A replica that fails is made anew; nothing is lost with it.");
    acknowledge(replica, "RDS10", "A replica can be made anew from its source.");
    acknowledge(replica, "RDS11", PORT_REASON);
    return replica;
  }
}
