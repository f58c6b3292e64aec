import type * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import type { CallContext } from "../../wire/handlers.ts";
import type { Properties } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { tagChanges } from "../tags.ts";

/** Makes the tags of a load balancing resource those of `properties`. */
export async function updateElbv2Tags(
  call: ServiceCalls<typeof elbv2>,
  arn: string,
  properties: Properties,
  previous: Properties,
  context: CallContext,
): Promise<void> {
  const { set, removedKeys } = tagChanges(properties, previous);
  if (removedKeys.length > 0) await call("RemoveTags", { ResourceArns: [arn], TagKeys: removedKeys }, context);
  if (set.length > 0) await call("AddTags", { ResourceArns: [arn], Tags: set }, context);
}
