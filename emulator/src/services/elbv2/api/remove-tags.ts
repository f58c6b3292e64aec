import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import type { Elbv2Context } from "./context.ts";

export const removeTags =
  ({ state }: Elbv2Context): Handler<typeof sdk, "RemoveTags"> =>
  async (input) => {
    const keys = new Set(input.TagKeys);
    const changes = (input.ResourceArns ?? []).map((arn) => ({ arn, kept: kept(state.tagsOf(arn), keys) }));
    for (const change of changes) state.putTags(change.arn, change.kept);
    return {};
  };

function kept(tags: Readonly<Record<string, string>>, removed: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key)));
}
