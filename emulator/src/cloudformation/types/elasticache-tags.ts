import type * as elasticache from "@aws-sdk/client-elasticache";
import type { CallContext } from "../../wire/handlers.ts";
import type { Properties } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { tagChanges } from "../tags.ts";

/** Makes the tags of an ElastiCache resource those of `properties`. */
export async function updateElasticacheTags(
  call: ServiceCalls<typeof elasticache>,
  ResourceName: string,
  properties: Properties,
  previous: Properties,
  context: CallContext,
): Promise<void> {
  const { set, removedKeys } = tagChanges(properties, previous);
  if (removedKeys.length > 0) await call("RemoveTagsFromResource", { ResourceName, TagKeys: removedKeys }, context);
  if (set.length > 0) await call("AddTagsToResource", { ResourceName, Tags: set }, context);
}
