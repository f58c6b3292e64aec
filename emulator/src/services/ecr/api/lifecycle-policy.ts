import { ecrError } from "../state/errors.ts";
import { findRepository } from "../state/find-repository.ts";
import { checkLifecyclePolicy } from "../state/lifecycle-policy.ts";
import type { EcrOperation } from "./operation.ts";

export const putLifecyclePolicy: EcrOperation<"PutLifecyclePolicy"> = (state) => async (input) => {
  const repository = findRepository(state, input);
  const lifecyclePolicyText = input.lifecyclePolicyText ?? "";
  checkLifecyclePolicy(lifecyclePolicyText);
  state.records.repositories.put(repository.name, { ...repository, lifecyclePolicyText });
  return { registryId: state.instance.accountId, repositoryName: repository.name, lifecyclePolicyText };
};

export const getLifecyclePolicy: EcrOperation<"GetLifecyclePolicy"> = (state) => async (input) => {
  const { name, lifecyclePolicyText } = findRepository(state, input);
  if (lifecyclePolicyText === undefined) throw ecrError.lifecyclePolicyNotFound(name, state.instance.accountId);
  return { registryId: state.instance.accountId, repositoryName: name, lifecyclePolicyText };
};

export const deleteLifecyclePolicy: EcrOperation<"DeleteLifecyclePolicy"> = (state) => async (input) => {
  const { lifecyclePolicyText, ...repository } = findRepository(state, input);
  if (lifecyclePolicyText === undefined) {
    throw ecrError.lifecyclePolicyNotFound(repository.name, state.instance.accountId);
  }
  state.records.repositories.put(repository.name, repository);
  return { registryId: state.instance.accountId, repositoryName: repository.name, lifecyclePolicyText };
};
