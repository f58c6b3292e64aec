import type * as ecs from "@aws-sdk/client-ecs";
import { changedProperties, hasChanged } from "../changed-properties.ts";
import { physicalName } from "../physical-name.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { stabilize } from "../stabilize.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateEcsTags } from "./ecs-tags.ts";

const NAME_LENGTH_MAX = 255;
const ALIASES = { ClusterSettings: "settings" };
const SETTINGS = ["ClusterSettings", "Configuration", "ServiceConnectDefaults"];

/** AWS::ECS::Cluster; Ref is the name. */
export function ecsClusterType(call: ServiceCalls<typeof ecs>): ResourceType {
  const find = async (cluster: string, context: ResourceContext): Promise<ecs.Cluster | undefined> =>
    (await call("DescribeClusters", { clusters: [cluster] }, context.call)).clusters?.[0];
  return {
    create: async (properties, context) => {
      const input = { ...properties, ClusterName: properties["ClusterName"] ?? physicalName(context, NAME_LENGTH_MAX) };
      return asResource((await call("CreateCluster", input, context.call, ALIASES)).cluster);
    },
    update: async (cluster, properties, previous, context) => {
      const changed = changedProperties(properties, previous);
      const settings = Object.fromEntries(Object.entries(changed).filter(([name]) => SETTINGS.includes(name)));
      if (Object.keys(settings).length > 0)
        await call("UpdateCluster", { cluster, ...settings }, context.call, ALIASES);
      if (
        ["CapacityProviders", "DefaultCapacityProviderStrategy"].some((name) => hasChanged(name, properties, previous))
      ) {
        await call("PutClusterCapacityProviders", { cluster, ...capacity(properties) }, context.call);
      }
      const current = await find(cluster, context);
      await updateEcsTags(call, current!.clusterArn!, properties, previous, context.call);
      return asResource(current);
    },
    delete: async (cluster, _properties, context) => {
      await unlessGone(call("DeleteCluster", { cluster }, context.call));
      await stabilize(`ECS cluster ${cluster} to be deleted`, async () => {
        const status = (await find(cluster, context))?.status ?? "INACTIVE";
        return status === "INACTIVE" || undefined;
      });
    },
  };
}

function capacity({ CapacityProviders, DefaultCapacityProviderStrategy }: Properties): object {
  return {
    capacityProviders: CapacityProviders ?? [],
    defaultCapacityProviderStrategy: DefaultCapacityProviderStrategy ?? [],
  };
}

function asResource(cluster: ecs.Cluster | undefined): Resource {
  return { identifier: cluster!.clusterName!, attributes: { Arn: cluster!.clusterArn } };
}
