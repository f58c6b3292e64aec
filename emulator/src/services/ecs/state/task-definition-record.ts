import type { ContainerDefinition, RegisterTaskDefinitionRequest, Tag } from "@aws-sdk/client-ecs";

/** A container definition after validation, with AWS's defaults filled in. */
export type ContainerDefinitionRecord = ContainerDefinition & {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
};

/** One revision of a task definition as it is saved. Times are ISO 8601. */
export interface TaskDefinitionRecord {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly status: "ACTIVE" | "INACTIVE" | "DELETE_IN_PROGRESS";
  readonly registeredAt: string;
  readonly deregisteredAt?: string;
  readonly deleteRequestedAt?: string;
  readonly containers: ContainerDefinitionRecord[];
  readonly settings: Omit<RegisterTaskDefinitionRequest, "family" | "containerDefinitions" | "tags">;
  readonly tags: Tag[];
}
