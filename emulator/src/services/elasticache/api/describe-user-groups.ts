import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import type { UserGroupRecord } from "../state/user-group.ts";
import { showUserGroup, type ElasticacheContext } from "./elasticache-context.ts";

const PAGING = awsQueryPaging<UserGroupRecord>("elasticache:DescribeUserGroups", ({ id }) => id);

export function describeUserGroups(context: ElasticacheContext): Handler<typeof elasticache, "DescribeUserGroups"> {
  return async (input) => {
    const { users } = context;
    const found = input.UserGroupId ? [users.group(input.UserGroupId)] : users.groups.list();
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { UserGroups: items.map((group) => showUserGroup(context, group)), Marker: marker };
  };
}
