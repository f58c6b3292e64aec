import type { Instance } from "../../../instance/instance.ts";
import { ecrError } from "./errors.ts";
import { checkRepositoryName } from "./names.ts";
import type { EcrRecords, RepositoryRecord } from "./records.ts";

/** Throws RepositoryNotFoundException, also for another account's registry. */
export function findRepository(
  { records, instance }: { readonly records: EcrRecords; readonly instance: Instance },
  input: { repositoryName?: string | undefined; registryId?: string | undefined },
): RepositoryRecord {
  const name = input.repositoryName ?? "";
  checkRepositoryName(name);
  const registry = input.registryId ?? instance.accountId;
  const repository = registry === instance.accountId ? records.repositories.get(name) : undefined;
  if (!repository) throw ecrError.repositoryNotFound(name, registry);
  return repository;
}
