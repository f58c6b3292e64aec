import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { ENGINE, familyOf } from "../state/engine.ts";
import type { RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<string>("rds:DescribeDBEngineVersions", (version) => version);

/** The versions whose binaries are here; none for other engines, as AWS answers for an engine that a region lacks. */
export function describeDbEngineVersions(context: RdsContext): Handler<typeof rds, "DescribeDBEngineVersions"> {
  return async (input) => {
    const asked = input.EngineVersion;
    const found = [context.binaries.version]
      .filter(() => input.Engine === undefined || input.Engine === ENGINE)
      .filter((version) => asked === undefined || version === asked || version.split(".")[0] === asked)
      .filter((version) => [undefined, familyOf(version)].includes(input.DBParameterGroupFamily));
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { DBEngineVersions: items.map(describeVersion), Marker: marker };
  };
}

function describeVersion(version: string): rds.DBEngineVersion {
  return {
    Engine: ENGINE,
    EngineVersion: version,
    MajorEngineVersion: version.split(".")[0],
    DBParameterGroupFamily: familyOf(version),
    DBEngineDescription: "PostgreSQL",
    DBEngineVersionDescription: `PostgreSQL ${version}`,
    Status: "available",
    ValidUpgradeTarget: [],
    ExportableLogTypes: ["postgresql", "upgrade", "iam-db-auth-error"],
    SupportsLogExportsToCloudwatchLogs: false,
    SupportsReadReplica: false,
    SupportsParallelQuery: false,
    SupportsGlobalDatabases: false,
    SupportsBabelfish: false,
    SupportedCACertificateIdentifiers: ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"],
    TagList: [],
  };
}
