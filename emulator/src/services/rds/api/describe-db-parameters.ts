import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { OWNED_PARAMETERS } from "../backend/server-settings.ts";
import { applyFilters } from "../state/filters.ts";
import { describeParameter } from "../state/parameter-catalogue.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import type { RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<rds.Parameter>("rds:DescribeDBParameters", ({ ParameterName }) => ParameterName!);
const SOURCES = ["user", "system", "engine-default"];

export function describeDbParameters(context: RdsContext): Handler<typeof rds, "DescribeDBParameters"> {
  return async (input) => {
    const { family, parameters } = context.parameterGroups.get(input.DBParameterGroupName!);
    if (input.Source !== undefined && !SOURCES.includes(input.Source)) {
      throw rdsErrors.invalidValue(`Invalid source: ${input.Source}. Must be one of ${SOURCES.join(", ")}`);
    }
    const catalogue = await context.engines.catalogue(family);
    const all = [...catalogue.values()].map((known) =>
      describeParameter(known, OWNED_PARAMETERS, parameters[known.name]),
    );
    const ofSource = all.filter(({ Source }) => input.Source === undefined || Source === input.Source);
    const found = applyFilters(ofSource, input.Filters, { "parameter-name": ({ ParameterName }) => [ParameterName!] });
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { Parameters: items, Marker: marker };
  };
}
