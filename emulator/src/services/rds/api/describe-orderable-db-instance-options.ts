import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { ENGINE, majorOf } from "../state/engine.ts";
import { applyFilters } from "../state/filters.ts";
import { INSTANCE_CLASSES } from "../state/instance-classes.ts";
import { STORAGE_GIB } from "../state/settings-rules.ts";
import type { RdsContext } from "./rds-context.ts";

type Option = rds.OrderableDBInstanceOption;

const PAGING = awsQueryPaging<Option>(
  "rds:DescribeOrderableDBInstanceOptions",
  ({ EngineVersion, DBInstanceClass, StorageType }) => `${EngineVersion}/${DBInstanceClass}/${StorageType}`,
  { min: 20, max: 1_000, default: 100 },
);

/** None for another engine, version, license or outside a VPC, as AWS answers for what a region lacks. */
export function describeOrderableDbInstanceOptions(
  context: RdsContext,
): Handler<typeof rds, "DescribeOrderableDBInstanceOptions"> {
  return async (input) => {
    const asked = input.EngineVersion;
    const isOffered =
      input.Engine === ENGINE &&
      [undefined, "postgresql-license"].includes(input.LicenseModel) &&
      input.Vpc !== false &&
      input.AvailabilityZoneGroup === undefined;
    const versions = context.engines.versions.filter((each) => [undefined, each, majorOf(each)].includes(asked));
    const classes = INSTANCE_CLASSES.filter((each) => [undefined, each].includes(input.DBInstanceClass));
    const options = versions.flatMap((version) => classes.flatMap((each) => optionsOf(context, version, each)));
    const filtered = applyFilters(isOffered ? options : [], input.Filters, {});
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { OrderableDBInstanceOptions: items, Marker: marker };
  };
}

function optionsOf({ instance }: RdsContext, version: string, instanceClass: string): Option[] {
  return Object.entries(STORAGE_GIB).map(([storageType, [min, max]]) => ({
    Engine: ENGINE,
    EngineVersion: version,
    DBInstanceClass: instanceClass,
    LicenseModel: "postgresql-license",
    AvailabilityZones: ["a", "b"].map((letter) => ({ Name: `${instance.region}${letter}` })),
    AvailableProcessorFeatures: [],
    MultiAZCapable: true,
    ReadReplicaCapable: true,
    Vpc: true,
    SupportsStorageEncryption: true,
    StorageType: storageType,
    SupportsIops: ["io1", "io2", "gp3"].includes(storageType),
    SupportsStorageThroughput: storageType === "gp3",
    SupportsEnhancedMonitoring: true,
    SupportsIAMDatabaseAuthentication: false,
    SupportsPerformanceInsights: true,
    SupportsStorageAutoscaling: true,
    SupportsKerberosAuthentication: false,
    SupportsGlobalDatabases: false,
    SupportsClusters: false,
    SupportsDedicatedLogVolume: false,
    SupportsHttpEndpoint: false,
    SupportedEngineModes: ["provisioned"],
    SupportedActivityStreamModes: [],
    SupportedNetworkTypes: ["IPV4"],
    OutpostCapable: false,
    MinStorageSize: min,
    MaxStorageSize: max,
  }));
}
