import type * as rds from "@aws-sdk/client-rds";
import { omit } from "../omit.ts";
import type { Properties, ResourceContext } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";

/** Properties that a read replica has from its source. */
const INHERITED = [
  ...["DBName", "Engine", "EngineLifecycleSupport", "EngineVersion", "LicenseModel", "MasterUsername"],
  ...["MasterUserPassword", "SourceRegion", "StorageEncrypted"],
];
/** Properties that CreateDBInstanceReadReplica doesn't take and CloudFormation sets afterwards. */
const SET_AFTERWARDS = ["BackupRetentionPeriod", "PreferredBackupWindow", "PreferredMaintenanceWindow"];

export function isReadReplica(properties: Properties): boolean {
  return properties["SourceDBInstanceIdentifier"] !== undefined;
}

/** `input` of CreateDBInstance, with SourceDBInstanceIdentifier (an identifier or an ARN), to a read replica. */
export function createReadReplica(
  call: ServiceCalls<typeof rds>,
  input: Properties,
  context: ResourceContext,
  aliases: Readonly<Record<string, string>>,
): Promise<rds.CreateDBInstanceReadReplicaResult> {
  return call("CreateDBInstanceReadReplica", omit(input, [...INHERITED, ...SET_AFTERWARDS]), context.call, aliases);
}

/** What is to be modified once the replica is available. */
export function afterCreation(properties: Properties): Properties {
  return Object.fromEntries(
    SET_AFTERWARDS.filter((name) => name in properties).map((name) => [name, properties[name]]),
  );
}

/** A replica whose template no longer names a source becomes an instance of its own. */
export function isPromotion(properties: Properties, previous: Properties): boolean {
  return isReadReplica(previous) && !isReadReplica(properties);
}
