import type * as elasticache from "@aws-sdk/client-elasticache";
import { AwsError } from "../../wire/aws-error.ts";
import { changedProperties, hasChanged } from "../changed-properties.ts";
import { omit } from "../omit.ts";
import { physicalName } from "../physical-name.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { stabilize } from "../stabilize.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElasticacheTags } from "./elasticache-tags.ts";
import { finalSnapshot } from "./final-snapshot.ts";

type Call = ServiceCalls<typeof elasticache>;

const NAME_LENGTH_MAX = 40;
/** What ModifyReplicationGroup doesn't take, or not in this way. */
const NOT_FOR_MODIFY = ["ReplicationGroupId", "Tags", "NumCacheClusters", "AuthToken", "UserGroupIds"];

/** AWS::ElastiCache::ReplicationGroup; Ref is the identifier. Stable means `available`. */
export function replicationGroupType(call: Call): ResourceType {
  const available = async (identifier: string, context: ResourceContext): Promise<elasticache.ReplicationGroup> =>
    stabilize(`replication group ${identifier} to be available`, async () => {
      const group = await find(call, identifier, context);
      const status = group?.Status ?? "deleted";
      if (!group || status === "create-failed") {
        throw new AwsError("NotStabilized", `Replication group ${identifier} is ${status}.`);
      }
      return status === "available" ? group : undefined;
    });
  return {
    create: async (properties, context) => {
      const ReplicationGroupId = properties["ReplicationGroupId"] ?? physicalName(context, NAME_LENGTH_MAX);
      const input = { ...properties, ReplicationGroupId };
      const { ReplicationGroup } = await call("CreateReplicationGroup", input, context.call);
      const identifier = ReplicationGroup!.ReplicationGroupId!;
      context.exists(identifier);
      return asResource(await available(identifier, context));
    },
    update: async (identifier, properties, previous, context) => {
      for (const step of updates(call, identifier, properties, previous, context)) {
        await step();
        await available(identifier, context);
      }
      const group = await available(identifier, context);
      await updateElasticacheTags(call, group.ARN!, properties, previous, context.call);
      return asResource(group);
    },
    delete: async (identifier, _properties, context) => {
      if (!(await find(call, identifier, context))) return;
      const input = { ReplicationGroupId: identifier, ...finalSnapshot(context) };
      await unlessGone(call("DeleteReplicationGroup", input, context.call));
      await stabilize(`replication group ${identifier} to be deleted`, async () =>
        (await find(call, identifier, context)) ? undefined : true,
      );
    },
  };
}

async function find(
  call: Call,
  identifier: string,
  context: ResourceContext,
): Promise<elasticache.ReplicationGroup | undefined> {
  const described = call("DescribeReplicationGroups", { ReplicationGroupId: identifier }, context.call);
  return (await unlessGone(described))?.ReplicationGroups?.[0];
}

/** The calls that an update takes, in an order in which each is allowed: replicas come first and go last. */
function updates(
  call: Call,
  identifier: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): (() => Promise<unknown>)[] {
  const target = { ReplicationGroupId: identifier, ApplyImmediately: true };
  const changed = omit(changedProperties(properties, previous), NOT_FOR_MODIFY);
  const modify = (changes: object) => () => call("ModifyReplicationGroup", { ...target, ...changes }, context.call);
  const growth = Number(properties["NumCacheClusters"] ?? 1) - Number(previous["NumCacheClusters"] ?? 1);
  const NewReplicaCount = Number(properties["NumCacheClusters"] ?? 1) - 1;
  return [
    ...(growth > 0 ? [() => call("IncreaseReplicaCount", { ...target, NewReplicaCount }, context.call)] : []),
    ...(Object.keys(changed).length > 0 ? [modify(changed)] : []),
    ...userGroupChanges(properties, previous).map(modify),
    ...tokenStrategies(properties, previous).map((AuthTokenUpdateStrategy) =>
      modify({ AuthToken: properties["AuthToken"], AuthTokenUpdateStrategy }),
    ),
    ...(growth < 0 ? [() => call("DecreaseReplicaCount", { ...target, NewReplicaCount }, context.call)] : []),
  ];
}

function userGroupChanges(properties: Properties, previous: Properties): object[] {
  if (!hasChanged("UserGroupIds", properties, previous)) return [];
  const [wanted, known] = [properties, previous].map(({ UserGroupIds }) => (UserGroupIds ?? []) as readonly string[]);
  const added = wanted!.filter((id) => !known!.includes(id));
  const removed = known!.filter((id) => !wanted!.includes(id));
  const leavesToken = added.length > 0 && properties["AuthToken"] === undefined && previous["AuthToken"] !== undefined;
  return [
    {
      ...(added.length > 0 && { UserGroupIdsToAdd: added }),
      ...(removed.length > 0 && { UserGroupIdsToRemove: removed }),
      ...(leavesToken && { AuthTokenUpdateStrategy: "DELETE" }),
    },
  ];
}

/** The new token is let in before the old one is shut out, so that no client is between two. */
function tokenStrategies(properties: Properties, previous: Properties): readonly string[] {
  if (!hasChanged("AuthToken", properties, previous)) return [];
  if (properties["AuthToken"] !== undefined) return ["ROTATE", "SET"];
  // Users who take the token's place take it away, too.
  return hasChanged("UserGroupIds", properties, previous) ? [] : ["DELETE"];
}

function asResource(group: elasticache.ReplicationGroup): Resource {
  const [shard] = group.NodeGroups ?? [];
  const endpoints = (shard?.NodeGroupMembers ?? []).map(({ ReadEndpoint }) => ReadEndpoint!);
  const addresses = endpoints.map(({ Address }) => Address!);
  const ports = endpoints.map(({ Port }) => String(Port));
  return {
    identifier: group.ReplicationGroupId!,
    attributes: {
      ReplicationGroupId: group.ReplicationGroupId,
      PrimaryEndPoint: shard?.PrimaryEndpoint,
      ReaderEndPoint: shard?.ReaderEndpoint,
      ReadEndPoint: {
        Addresses: `[${addresses.join(", ")}]`,
        AddressesList: addresses,
        Ports: `[${ports.join(", ")}]`,
        PortsList: ports,
      },
    },
  };
}
