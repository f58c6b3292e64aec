import type * as ecs from "@aws-sdk/client-ecs";
import type { Properties, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { unlessGone } from "../unless-gone.ts";

/** AWS::ECS::ClusterCapacityProviderAssociations; Ref is the cluster. */
export function ecsCapacityProvidersType(call: ServiceCalls<typeof ecs>): ResourceType {
  const put = async (properties: Properties, context: ResourceContext) => {
    await call("PutClusterCapacityProviders", properties, context.call);
    return { identifier: properties["Cluster"] as string, attributes: { Cluster: properties["Cluster"] } };
  };
  return {
    create: put,
    update: (_identifier, properties, _previous, context) => put(properties, context),
    delete: async (cluster, _properties, context) => {
      const nothing = { cluster, capacityProviders: [], defaultCapacityProviderStrategy: [] };
      await unlessGone(call("PutClusterCapacityProviders", nothing, context.call));
    },
  };
}
