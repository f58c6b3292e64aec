import { renderTags, withTags } from "../state/check-tags.ts";
import { ecrError } from "../state/errors.ts";
import { findRepository } from "../state/find-repository.ts";
import type { RepositoryRecord } from "../state/records.ts";
import { repositoryArn } from "../state/render-repository.ts";
import type { EcrOperation, EcrState } from "./operation.ts";

export const tagResource: EcrOperation<"TagResource"> = (state) => async (input) => {
  const repository = byArn(state, input.resourceArn);
  const tags = withTags(repository.tags, input.tags ?? []);
  state.records.repositories.put(repository.name, { ...repository, tags });
  return {};
};

export const untagResource: EcrOperation<"UntagResource"> = (state) => async (input) => {
  const repository = byArn(state, input.resourceArn);
  const kept = Object.entries(repository.tags).filter(([key]) => !(input.tagKeys ?? []).includes(key));
  state.records.repositories.put(repository.name, { ...repository, tags: Object.fromEntries(kept) });
  return {};
};

export const listTagsForResource: EcrOperation<"ListTagsForResource"> = (state) => async (input) => {
  return { tags: renderTags(byArn(state, input.resourceArn).tags) };
};

function byArn(state: EcrState, arn = ""): RepositoryRecord {
  const prefix = repositoryArn(state.instance, "");
  if (!arn.startsWith(prefix)) {
    throw ecrError.invalidParameter("resourceArn", "must be the ARN of a repository in this registry");
  }
  return findRepository(state, { repositoryName: arn.slice(prefix.length) });
}
