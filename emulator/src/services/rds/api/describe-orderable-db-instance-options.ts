import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { ENGINE } from "../state/engine.ts";
import { INSTANCE_CLASSES } from "../state/instance-classes.ts";
import { STORAGE_GIB } from "../state/settings-rules.ts";
import type { RdsContext } from "./rds-context.ts";

type Option = rds.OrderableDBInstanceOption;

const PAGING = awsQueryPaging<Option>(
  "rds:DescribeOrderableDBInstanceOptions",
  (option) => `${option.DBInstanceClass}/${option.StorageType}`,
  { min: 20, max: 1_000, default: 100 },
);

export function describeOrderableDbInstanceOptions(
  context: RdsContext,
): Handler<typeof rds, "DescribeOrderableDBInstanceOptions"> {
  return async (input) => {
    const { version } = context.binaries;
    const asked = input.EngineVersion;
    const isOffered =
      input.Engine === ENGINE && (asked === undefined || asked === version || asked === version.split(".")[0]);
    const classes = INSTANCE_CLASSES.filter((each) => [undefined, each].includes(input.DBInstanceClass));
    const options = isOffered ? classes.flatMap((each) => optionsOf(context, each)) : [];
    const { items, marker } = paginate(options, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { OrderableDBInstanceOptions: items, Marker: marker };
  };
}

function optionsOf({ binaries, instance }: RdsContext, instanceClass: string): Option[] {
  return Object.entries(STORAGE_GIB).map(([storageType, [min, max]]) => ({
    Engine: ENGINE,
    EngineVersion: binaries.version,
    DBInstanceClass: instanceClass,
    LicenseModel: "postgresql-license",
    AvailabilityZones: ["a", "b"].map((letter) => ({ Name: `${instance.region}${letter}` })),
    MultiAZCapable: true,
    ReadReplicaCapable: false,
    Vpc: true,
    SupportsStorageEncryption: true,
    StorageType: storageType,
    SupportsIops: ["io1", "io2", "gp3"].includes(storageType),
    SupportsStorageThroughput: storageType === "gp3",
    SupportsEnhancedMonitoring: true,
    SupportsIAMDatabaseAuthentication: false,
    SupportsPerformanceInsights: true,
    SupportsStorageAutoscaling: true,
    SupportedNetworkTypes: ["IPV4"],
    MinStorageSize: min,
    MaxStorageSize: max,
  }));
}
