import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeTags as tagList } from "../state/tags.ts";
import type { Elbv2Context } from "./context.ts";

export const describeTags =
  ({ state }: Elbv2Context): Handler<typeof sdk, "DescribeTags"> =>
  async (input) => ({
    TagDescriptions: (input.ResourceArns ?? []).map((arn) => ({ ResourceArn: arn, Tags: tagList(state.tagsOf(arn)) })),
  });
