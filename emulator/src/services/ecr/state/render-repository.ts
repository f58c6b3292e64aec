import type { Repository } from "@aws-sdk/client-ecr";
import type { Instance } from "../../../instance/instance.ts";
import type { RepositoryRecord } from "./records.ts";
import { registryHost } from "./registry.ts";

export function repositoryArn({ accountId, region }: Instance, name: string): string {
  return `arn:aws:ecr:${region}:${accountId}:repository/${name}`;
}

export function renderRepository(record: RepositoryRecord, instance: Instance): Repository {
  return {
    repositoryArn: repositoryArn(instance, record.name),
    registryId: instance.accountId,
    repositoryName: record.name,
    repositoryUri: `${registryHost(instance)}/${record.name}`,
    createdAt: new Date(record.createdAt),
    imageTagMutability: record.imageTagMutability,
    imageScanningConfiguration: { scanOnPush: record.scanOnPush },
    encryptionConfiguration: { ...record.encryption },
  };
}
