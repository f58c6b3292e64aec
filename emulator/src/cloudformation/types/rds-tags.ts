import type * as rds from "@aws-sdk/client-rds";
import type { CallContext } from "../../wire/handlers.ts";
import type { Properties } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { tagChanges } from "../tags.ts";

/** Makes the tags of an RDS resource those of `properties`. */
export async function updateRdsTags(
  call: ServiceCalls<typeof rds>,
  ResourceName: string,
  properties: Properties,
  previous: Properties,
  context: CallContext,
): Promise<void> {
  const { set, removedKeys } = tagChanges(properties, previous);
  if (removedKeys.length > 0) await call("RemoveTagsFromResource", { ResourceName, TagKeys: removedKeys }, context);
  if (set.length > 0) await call("AddTagsToResource", { ResourceName, Tags: set }, context);
}
