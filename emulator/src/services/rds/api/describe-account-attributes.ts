import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import type { RdsContext } from "./rds-context.ts";

/** AWS's default quotas (RDS User Guide, "Quotas and constraints") with what is really used of them. */
export function describeAccountAttributes(context: RdsContext): Handler<typeof rds, "DescribeAccountAttributes"> {
  return async () => {
    const instances = context.fleet.records.list();
    const allocated = instances.reduce((sum, { settings }) => sum + settings.AllocatedStorage, 0);
    const quotas: [name: string, used: number, max: number][] = [
      ["DBInstances", instances.length, 40],
      ["AllocatedStorage", allocated, 100_000],
      ["DBParameterGroups", context.parameterGroups.own().length, 50],
      ["DBSubnetGroups", context.subnetGroups.list().length, 50],
    ];
    return {
      AccountQuotas: quotas.map(([AccountQuotaName, Used, Max]) => ({ AccountQuotaName, Used, Max })),
    };
  };
}
