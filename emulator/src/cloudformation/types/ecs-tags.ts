import type * as ecs from "@aws-sdk/client-ecs";
import type { CallContext } from "../../wire/handlers.ts";
import type { Properties } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { tagChanges } from "../tags.ts";

/** Makes the tags of an ECS resource those of `properties`. */
export async function updateEcsTags(
  call: ServiceCalls<typeof ecs>,
  resourceArn: string,
  properties: Properties,
  previous: Properties,
  context: CallContext,
): Promise<void> {
  const { set, removedKeys } = tagChanges(properties, previous);
  if (removedKeys.length > 0) await call("UntagResource", { resourceArn, tagKeys: removedKeys }, context);
  if (set.length > 0) await call("TagResource", { resourceArn, tags: set }, context);
}
