import type { CapacityProviderStrategyItem, ClusterConfiguration, ClusterSetting, Tag } from "@aws-sdk/client-ecs";

/** A cluster as it is saved; INACTIVE ones stay describable, as AWS keeps them for a while. */
export interface ClusterRecord {
  readonly name: string;
  readonly arn: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly settings: ClusterSetting[];
  readonly configuration?: ClusterConfiguration;
  readonly capacityProviders: string[];
  readonly defaultCapacityProviderStrategy: CapacityProviderStrategyItem[];
  readonly tags: Tag[];
}
