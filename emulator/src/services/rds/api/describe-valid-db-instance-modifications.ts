import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { STORAGE_GIB } from "../state/settings-rules.ts";
import { instanceNamed, type RdsContext } from "./rds-context.ts";

/** Storage can grow from what is allocated to what its type allows. */
export function describeValidDbInstanceModifications(
  context: RdsContext,
): Handler<typeof rds, "DescribeValidDBInstanceModifications"> {
  return async (input) => {
    const { settings } = instanceNamed(context, input.DBInstanceIdentifier!);
    const Storage = Object.entries(STORAGE_GIB).map(([StorageType, [min, max]]) => ({
      StorageType,
      StorageSize: [{ From: Math.max(min, settings.AllocatedStorage), To: max, Step: 1 }],
      SupportsStorageAutoscaling: StorageType !== "standard",
    }));
    return { ValidDBInstanceModificationsMessage: { Storage, ValidProcessorFeatures: [] } };
  };
}
