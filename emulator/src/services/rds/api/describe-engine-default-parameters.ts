import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { OWNED_PARAMETERS } from "../backend/server-settings.ts";
import { describeParameter, type ServerParameter } from "../state/parameter-catalogue.ts";
import type { RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<ServerParameter>("rds:DescribeEngineDefaultParameters", ({ name }) => name);

export function describeEngineDefaultParameters(
  context: RdsContext,
): Handler<typeof rds, "DescribeEngineDefaultParameters"> {
  return async (input) => {
    const family = input.DBParameterGroupFamily!;
    const catalogue = await context.engines.catalogue(family);
    const page = { marker: input.Marker, limit: input.MaxRecords };
    const { items, marker } = paginate([...catalogue.values()], page, PAGING);
    const parameters = items.map((parameter) => describeParameter(parameter, OWNED_PARAMETERS));
    return { EngineDefaults: { DBParameterGroupFamily: family, Parameters: parameters, Marker: marker } };
  };
}
