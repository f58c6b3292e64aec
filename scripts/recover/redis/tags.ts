import { ListTagsForResourceCommand, RemoveTagsFromResourceCommand, type Tag } from "@aws-sdk/client-elasticache";
import type { AwsClients } from "../../deploy/aws/clients.ts";
import { SOURCE_TAG, sourceTagOf } from "../source-tag.ts";

/** Of a group or a cluster. */
export async function tagsOf(
  { elastiCache }: AwsClients,
  { ARN }: { readonly ARN?: string | undefined },
): Promise<Tag[]> {
  const { TagList = [] } = await elastiCache.send(new ListTagsForResourceCommand({ ResourceName: ARN }));
  return TagList;
}

/** ElastiCache refuses to remove a tag that isn't there. */
export async function removeSourceTag(
  clients: AwsClients,
  group: { readonly ARN?: string | undefined },
): Promise<void> {
  if (sourceTagOf(await tagsOf(clients, group)) === undefined) return;
  await clients.elastiCache.send(new RemoveTagsFromResourceCommand({ ResourceName: group.ARN, TagKeys: [SOURCE_TAG] }));
}
