import { ecrError } from "../state/errors.ts";
import { findRepository } from "../state/find-repository.ts";
import type { EcrOperation } from "./operation.ts";

export const setRepositoryPolicy: EcrOperation<"SetRepositoryPolicy"> = (state) => async (input) => {
  const repository = findRepository(state, input);
  const policyText = input.policyText ?? "";
  try {
    JSON.parse(policyText);
  } catch {
    throw ecrError.invalidParameter("PolicyText", "Invalid repository policy provided");
  }
  state.records.repositories.put(repository.name, { ...repository, policyText });
  return { registryId: state.instance.accountId, repositoryName: repository.name, policyText };
};

export const getRepositoryPolicy: EcrOperation<"GetRepositoryPolicy"> = (state) => async (input) => {
  const { name, policyText } = findRepository(state, input);
  if (policyText === undefined) throw ecrError.repositoryPolicyNotFound(name, state.instance.accountId);
  return { registryId: state.instance.accountId, repositoryName: name, policyText };
};

export const deleteRepositoryPolicy: EcrOperation<"DeleteRepositoryPolicy"> = (state) => async (input) => {
  const { policyText, ...repository } = findRepository(state, input);
  if (policyText === undefined) throw ecrError.repositoryPolicyNotFound(repository.name, state.instance.accountId);
  state.records.repositories.put(repository.name, repository);
  return { registryId: state.instance.accountId, repositoryName: repository.name, policyText };
};
