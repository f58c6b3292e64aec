import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { elasticacheErrors } from "../state/errors.ts";
import type { UserRecord } from "../state/user.ts";
import { showUser, type ElasticacheContext } from "./elasticache-context.ts";

const PAGING = awsQueryPaging<UserRecord>("elasticache:DescribeUsers", ({ id }) => id);

export function describeUsers(context: ElasticacheContext): Handler<typeof elasticache, "DescribeUsers"> {
  return async (input) => {
    const { users } = context;
    const all = input.UserId ? [users.get(input.UserId)] : users.list();
    const found = (input.Filters ?? [])
      .reduce((kept, filter) => kept.filter(matcher(context, filter)), all)
      .filter(({ engine }) => input.Engine === undefined || engine === input.Engine.toLowerCase());
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { Users: items.map((user) => showUser(context, user)), Marker: marker };
  };
}

/** Filters by `user-id`, `user-name` and `user-group-id`. */
function matcher(
  { users }: ElasticacheContext,
  { Name = "", Values = [] }: elasticache.Filter,
): (user: UserRecord) => boolean {
  switch (Name.toLowerCase().replaceAll("-", "")) {
    case "userid":
      return ({ id }) => Values.some((value) => value.toLowerCase() === id);
    case "username":
      return ({ name }) => Values.includes(name);
    case "usergroupid":
      return (user) => users.groupIdsOf(user).some((id) => Values.some((value) => value.toLowerCase() === id));
    default:
      throw elasticacheErrors.invalidValue(`Unrecognized filter name: ${Name}`);
  }
}
