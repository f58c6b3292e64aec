import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { CERTIFICATE_AUTHORITIES } from "../state/certificates.ts";
import { defaultEngineVersion, ENGINE, familyOf, majorOf } from "../state/engine.ts";
import { applyFilters } from "../state/filters.ts";
import { LOG_TYPES } from "../state/settings-rules.ts";
import type { RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<string>("rds:DescribeDBEngineVersions", (version) =>
  version
    .split(".")
    .map((part) => part.padStart(4, "0"))
    .join("."),
);

/** The versions whose binaries are here; none for other engines, as AWS answers for an engine that a region lacks. */
export function describeDbEngineVersions(context: RdsContext): Handler<typeof rds, "DescribeDBEngineVersions"> {
  return async (input) => {
    const { versions } = context.engines;
    const asked = input.EngineVersion;
    const found = versions
      .filter(() => input.Engine === undefined || input.Engine === ENGINE)
      .filter((version) => asked === undefined || version === asked || majorOf(version) === asked)
      .filter((version) => [undefined, familyOf(version)].includes(input.DBParameterGroupFamily))
      .filter((version) => !input.DefaultOnly || version === defaultOf(versions, asked));
    const filtered = applyFilters(found, input.Filters, {
      "db-parameter-group-family": (version) => [familyOf(version)],
      engine: () => [ENGINE],
      "engine-mode": () => ["provisioned"],
      "engine-version": (version) => [version],
      status: () => ["available"],
    });
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { DBEngineVersions: items.map(describeVersion), Marker: marker };
  };
}

/** Of the engine, or of a major version that is asked for. */
function defaultOf(versions: readonly string[], major: string | undefined): string | undefined {
  return major === undefined
    ? defaultEngineVersion(versions)
    : versions.findLast((version) => version === major || majorOf(version) === major);
}

/** There is no pg_upgrade here, so no version can be upgraded to another. */
function describeVersion(version: string): rds.DBEngineVersion {
  return {
    Engine: ENGINE,
    EngineVersion: version,
    MajorEngineVersion: majorOf(version),
    DBParameterGroupFamily: familyOf(version),
    DBEngineDescription: "PostgreSQL",
    DBEngineVersionDescription: `PostgreSQL ${version}`,
    Status: "available",
    ValidUpgradeTarget: [],
    ExportableLogTypes: [...LOG_TYPES],
    SupportsLogExportsToCloudwatchLogs: false,
    SupportsReadReplica: true,
    SupportsParallelQuery: false,
    SupportsGlobalDatabases: false,
    SupportsBabelfish: false,
    SupportsCertificateRotationWithoutRestart: true,
    SupportsIntegrations: false,
    SupportsLimitlessDatabase: false,
    SupportsLocalWriteForwarding: false,
    SupportedCACertificateIdentifiers: [...CERTIFICATE_AUTHORITIES],
    SupportedEngineModes: ["provisioned"],
    SupportedFeatureNames: [],
    SupportedTimezones: [],
    SupportedCharacterSets: [],
    TagList: [],
  };
}
