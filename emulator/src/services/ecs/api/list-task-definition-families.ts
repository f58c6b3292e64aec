import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { awsJsonPaging } from "../../../wire/json/json-paging.ts";
import { paginate } from "../../../wire/paginate.ts";
import type { EcsContext } from "./context.ts";

const PAGING = awsJsonPaging("ecs:ListTaskDefinitionFamilies", (family: string) => family);

/** A family is ACTIVE while it has an ACTIVE revision. */
export function listTaskDefinitionFamilies({ records }: EcsContext): Handler<typeof sdk, "ListTaskDefinitionFamilies"> {
  return async ({ familyPrefix = "", status = "ALL", nextToken, maxResults }) => {
    const all = records.taskDefinitions.list();
    const active = new Set(all.filter((record) => record.status === "ACTIVE").map(({ family }) => family));
    const families = [...new Set(all.map(({ family }) => family))].filter(
      (family) => family.startsWith(familyPrefix) && (status === "ALL" || active.has(family) === (status === "ACTIVE")),
    );
    const { items, marker } = paginate(families, { marker: nextToken, limit: maxResults }, PAGING);
    return { families: items, ...(marker === undefined ? {} : { nextToken: marker }) };
  };
}
