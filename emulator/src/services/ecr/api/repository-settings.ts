import { ecrError } from "../state/errors.ts";
import { findRepository } from "../state/find-repository.ts";
import { tagMutability } from "../state/tag-mutability.ts";
import type { EcrOperation } from "./operation.ts";

/** Kept, but nothing is scanned here: DescribeImageScanFindings answers 501. */
export const putImageScanningConfiguration: EcrOperation<"PutImageScanningConfiguration"> =
  (state) => async (input) => {
    const repository = findRepository(state, input);
    const scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false;
    state.records.repositories.put(repository.name, { ...repository, scanOnPush });
    return {
      registryId: state.instance.accountId,
      repositoryName: repository.name,
      imageScanningConfiguration: { scanOnPush },
    };
  };

export const putImageTagMutability: EcrOperation<"PutImageTagMutability"> = (state) => async (input) => {
  const repository = findRepository(state, input);
  if (input.imageTagMutability === undefined) throw ecrError.invalidParameter("imageTagMutability", "must not be null");
  const imageTagMutability = tagMutability(input.imageTagMutability);
  state.records.repositories.put(repository.name, { ...repository, imageTagMutability });
  return { registryId: state.instance.accountId, repositoryName: repository.name, imageTagMutability };
};
