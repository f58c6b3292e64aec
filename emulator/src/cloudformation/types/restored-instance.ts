import type * as rds from "@aws-sdk/client-rds";
import { omit } from "../omit.ts";
import type { Properties, ResourceContext } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";

/** Properties that the snapshot decides. */
const INHERITED = [
  ...["CharacterSetName", "DBName", "EngineVersion", "KmsKeyId", "MasterUsername", "SourceRegion", "StorageEncrypted"],
];
/** Properties that RestoreDBInstanceFromDBSnapshot doesn't take and CloudFormation sets afterwards. */
const SET_AFTERWARDS = [
  ...["EnablePerformanceInsights", "MasterUserPassword", "MaxAllocatedStorage", "MonitoringInterval"],
  ...["MonitoringRoleArn", "PerformanceInsightsKMSKeyId", "PerformanceInsightsRetentionPeriod"],
  ...["PreferredMaintenanceWindow", "PromotionTier"],
];

export function isRestored(properties: Properties): boolean {
  return Boolean(properties["DBSnapshotIdentifier"]);
}

/** `input` of CreateDBInstance, with DBSnapshotIdentifier, to a restored instance. */
export function restoreInstance(
  call: ServiceCalls<typeof rds>,
  input: Properties,
  context: ResourceContext,
  aliases: Readonly<Record<string, string>>,
): Promise<rds.RestoreDBInstanceFromDBSnapshotResult> {
  return call("RestoreDBInstanceFromDBSnapshot", omit(input, [...INHERITED, ...SET_AFTERWARDS]), context.call, aliases);
}

/** What is to be modified once the instance is available. */
export function afterRestore(properties: Properties): Properties {
  return Object.fromEntries(
    SET_AFTERWARDS.filter((name) => name in properties).map((name) => [name, properties[name]]),
  );
}
