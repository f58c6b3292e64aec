import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import type { RdsContext } from "./rds-context.ts";

/** AWS's default quotas (RDS User Guide, "Quotas and constraints") with what is really used of them. */
export function describeAccountAttributes(context: RdsContext): Handler<typeof rds, "DescribeAccountAttributes"> {
  return async () => {
    const { backups, fleet, parameterGroups, optionGroups, subnetGroups, eventSubscriptions } = context;
    const instances = fleet.records.list();
    const allocated = instances.reduce((sum, { settings }) => sum + settings.AllocatedStorage, 0);
    const manual = backups.snapshots.list().filter(({ type }) => type === "manual");
    const groups = subnetGroups.list();
    const subnetsMost = Math.max(0, ...groups.map(({ subnets }) => subnets.length));
    const replicasMost = Math.max(0, ...instances.map((each) => fleet.replicasOf(each, instances).length));
    const quotas: [name: string, used: number, max: number][] = [
      ["DBInstances", instances.length, 40],
      ["ReservedDBInstances", 0, 40],
      ["AllocatedStorage", allocated, 100_000],
      ["DBSecurityGroups", 0, 25],
      ["AuthorizationsPerDBSecurityGroup", 0, 20],
      ["DBParameterGroups", parameterGroups.own().length, 50],
      ["ManualSnapshots", manual.length, 100],
      ["EventSubscriptions", eventSubscriptions.records.list().length, 20],
      ["DBSubnetGroups", groups.length, 50],
      ["OptionGroups", optionGroups.records.list().length, 20],
      ["SubnetsPerDBSubnetGroup", subnetsMost, 20],
      ["ReadReplicasPerMaster", replicasMost, 15],
      ["DBClusters", 0, 40],
      ["DBClusterParameterGroups", 0, 50],
      ["DBClusterRoles", 0, 5],
      ["DBInstanceRoles", 0, 10],
    ];
    return {
      AccountQuotas: quotas.map(([AccountQuotaName, Used, Max]) => ({ AccountQuotaName, Used, Max })),
    };
  };
}
