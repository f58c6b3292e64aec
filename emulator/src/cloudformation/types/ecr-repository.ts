import type * as ecr from "@aws-sdk/client-ecr";
import { hasChanged } from "../changed-properties.ts";
import { omit } from "../omit.ts";
import { physicalName } from "../physical-name.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { tagChanges } from "../tags.ts";
import { unlessGone } from "../unless-gone.ts";

const NAME_LENGTH_MAX = 256;
const NOT_FOR_CREATE = ["EmptyOnDelete", "LifecyclePolicy", "RepositoryPolicyText"];

/** AWS::ECR::Repository; Ref is the name. */
export function ecrRepositoryType(call: ServiceCalls<typeof ecr>): ResourceType {
  const find = async (repositoryName: string, context: ResourceContext): Promise<ecr.Repository> =>
    (await call("DescribeRepositories", { repositoryNames: [repositoryName] }, context.call)).repositories![0]!;
  return {
    create: async (properties, context) => {
      const RepositoryName = properties["RepositoryName"] ?? physicalName(context, NAME_LENGTH_MAX).toLowerCase();
      const input = { ...omit(properties, NOT_FOR_CREATE), RepositoryName };
      const { repository } = await call("CreateRepository", input, context.call);
      context.exists(repository!.repositoryName!);
      await applyPolicies(call, repository!.repositoryName!, properties, {}, context);
      return asResource(repository!);
    },
    update: async (repositoryName, properties, previous, context) => {
      await applySettings(call, repositoryName, properties, previous, context);
      await applyPolicies(call, repositoryName, properties, previous, context);
      const repository = await find(repositoryName, context);
      const { set, removedKeys } = tagChanges(properties, previous);
      const resourceArn = repository.repositoryArn!;
      if (removedKeys.length > 0) await call("UntagResource", { resourceArn, tagKeys: removedKeys }, context.call);
      if (set.length > 0) await call("TagResource", { resourceArn, tags: set }, context.call);
      return asResource(repository);
    },
    delete: async (repositoryName, properties, context) => {
      const force = String(properties["EmptyOnDelete"]) === "true";
      await unlessGone(call("DeleteRepository", { repositoryName, force }, context.call));
    },
  };
}

async function applySettings(
  call: ServiceCalls<typeof ecr>,
  repositoryName: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const mutability = ["ImageTagMutability", "ImageTagMutabilityExclusionFilters"];
  if (mutability.some((name) => hasChanged(name, properties, previous))) {
    const { ImageTagMutability = "MUTABLE", ImageTagMutabilityExclusionFilters } = properties;
    const input = { repositoryName, ImageTagMutability, ImageTagMutabilityExclusionFilters };
    await call("PutImageTagMutability", input, context.call);
  }
  if (hasChanged("ImageScanningConfiguration", properties, previous)) {
    const imageScanningConfiguration = properties["ImageScanningConfiguration"] ?? { scanOnPush: false };
    await call("PutImageScanningConfiguration", { repositoryName, imageScanningConfiguration }, context.call);
  }
}

async function applyPolicies(
  call: ServiceCalls<typeof ecr>,
  repositoryName: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const lifecycle = properties["LifecyclePolicy"] as Properties | undefined;
  if (hasChanged("LifecyclePolicy", properties, previous)) {
    if (lifecycle) await call("PutLifecyclePolicy", { repositoryName, ...lifecycle }, context.call);
    else await unlessGone(call("DeleteLifecyclePolicy", { repositoryName }, context.call));
  }
  const policyText = properties["RepositoryPolicyText"];
  if (hasChanged("RepositoryPolicyText", properties, previous)) {
    if (policyText) await call("SetRepositoryPolicy", { repositoryName, policyText }, context.call);
    else await unlessGone(call("DeleteRepositoryPolicy", { repositoryName }, context.call));
  }
}

function asResource(repository: ecr.Repository): Resource {
  const { repositoryName, repositoryArn: Arn, repositoryUri: RepositoryUri } = repository;
  return { identifier: repositoryName!, attributes: { Arn, RepositoryUri } };
}
