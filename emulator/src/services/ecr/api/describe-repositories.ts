import { awsJsonPaging } from "../../../wire/json/json-paging.ts";
import { paginate } from "../../../wire/paginate.ts";
import { findRepository } from "../state/find-repository.ts";
import type { RepositoryRecord } from "../state/records.ts";
import { renderRepository } from "../state/render-repository.ts";
import type { EcrOperation } from "./operation.ts";

const paging = awsJsonPaging<RepositoryRecord>("ecr:DescribeRepositories", ({ name }) => name, {
  min: 1,
  max: 1_000,
  default: 100,
});

export const describeRepositories: EcrOperation<"DescribeRepositories"> = (state) => async (input) => {
  const { registryId, repositoryNames, nextToken, maxResults } = input;
  if (repositoryNames && repositoryNames.length > 0) {
    const found = repositoryNames.map((repositoryName) => findRepository(state, { repositoryName, registryId }));
    return { repositories: found.map((record) => renderRepository(record, state.instance)) };
  }
  const isOwn = registryId === undefined || registryId === state.instance.accountId;
  const records = isOwn ? state.records.repositories.list() : [];
  const { items, marker } = paginate(records, { marker: nextToken, limit: maxResults }, paging);
  return { repositories: items.map((record) => renderRepository(record, state.instance)), nextToken: marker };
};
