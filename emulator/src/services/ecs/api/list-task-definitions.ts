import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { awsJsonPaging } from "../../../wire/json/json-paging.ts";
import { paginate, type Paging } from "../../../wire/paginate.ts";
import type { TaskDefinitionRecord } from "../state/task-definition-record.ts";
import type { EcsContext } from "./context.ts";

/** In order of family, then revision as a number. */
const PAGING: Paging<TaskDefinitionRecord> = awsJsonPaging(
  "ecs:ListTaskDefinitions",
  ({ family, revision }) => `${family}:${String(revision).padStart(10, "0")}`,
);

export function listTaskDefinitions({ records }: EcsContext): Handler<typeof sdk, "ListTaskDefinitions"> {
  return async ({ familyPrefix, status = "ACTIVE", sort = "ASC", nextToken, maxResults }) => {
    const matching = records.taskDefinitions
      .list()
      .filter((record) => record.status === status && (familyPrefix === undefined || record.family === familyPrefix));
    const order = sort === "DESC" ? "descending" : "ascending";
    const { items, marker } = paginate(matching, { marker: nextToken, limit: maxResults }, { ...PAGING, order });
    return {
      taskDefinitionArns: items.map(({ arn }) => arn),
      ...(marker === undefined ? {} : { nextToken: marker }),
    };
  };
}
