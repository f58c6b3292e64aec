import { ecrError } from "../state/errors.ts";
import { checkRepositoryName } from "../state/names.ts";
import type { RepositoryRecord } from "../state/records.ts";
import { renderRepository } from "../state/render-repository.ts";
import { withTags } from "../state/check-tags.ts";
import { tagMutability } from "../state/tag-mutability.ts";
import type { EcrOperation } from "./operation.ts";

export const createRepository: EcrOperation<"CreateRepository"> =
  ({ instance, records }) =>
  async (input) => {
    const name = input.repositoryName ?? "";
    checkRepositoryName(name);
    if (input.registryId !== undefined && input.registryId !== instance.accountId) {
      throw ecrError.invalidParameter("registryId", `must be ${instance.accountId}`);
    }
    const { encryptionType = "AES256", kmsKey } = input.encryptionConfiguration ?? {};
    const record: RepositoryRecord = {
      name,
      createdAt: new Date().toISOString(),
      imageTagMutability: tagMutability(input.imageTagMutability),
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      encryption: { encryptionType, ...(kmsKey !== undefined && { kmsKey }) },
      tags: withTags({}, input.tags ?? []),
    };
    if (records.repositories.get(name)) throw ecrError.repositoryAlreadyExists(name, instance.accountId);
    records.repositories.put(name, record);
    return { repository: renderRepository(record, instance) };
  };
