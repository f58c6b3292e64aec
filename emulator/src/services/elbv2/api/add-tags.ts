import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { addTags as withTags } from "../state/tags.ts";
import type { Elbv2Context } from "./context.ts";

export const addTags =
  ({ state }: Elbv2Context): Handler<typeof sdk, "AddTags"> =>
  async (input) => {
    const changes = (input.ResourceArns ?? []).map((arn) => ({ arn, tags: withTags(state.tagsOf(arn), input.Tags) }));
    for (const { arn, tags } of changes) state.putTags(arn, tags);
    return {};
  };
