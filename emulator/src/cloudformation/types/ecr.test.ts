import { join } from "node:path";
import { expect, test } from "vitest";
import { createEcr } from "../../services/ecr/ecr.ts";
import { Store } from "../../store/store.ts";
import { testInstance } from "../../testing/test-instance.ts";
import { resourceCaller } from "../testing/resource-caller.ts";

const REPOSITORY = "AWS::ECR::Repository";
const CALL = { requestId: "r", region: "us-east-1", accountId: "000000000000" };

test("a repository has its policies and settings, and takes changes of them", async () => {
  await using instance = await testInstance();
  const store = new Store(join(instance.directories.state, "control-plane.sqlite"));
  const ecr = createEcr({ instance, store, log: () => {} });
  await ecr.start();
  await using caller = await resourceCaller({ ecr });
  const LifecyclePolicyText = JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 5 },
        action: { type: "expire" },
      },
    ],
  });
  const properties = {
    LifecyclePolicy: { LifecyclePolicyText },
    Tags: [{ Key: "a", Value: "b" }],
    EmptyOnDelete: true,
  };
  const { identifier, attributes } = await caller.create(REPOSITORY, properties);
  expect(identifier).toMatch(/^stack-resource-\w{12}$/);
  expect(attributes).toEqual({
    Arn: `arn:aws:ecr:us-east-1:000000000000:repository/${identifier}`,
    RepositoryUri: `000000000000.dkr.ecr.us-east-1.localhost/${identifier}`,
  });
  const policy = await ecr.handlers.GetLifecyclePolicy({ repositoryName: identifier }, CALL);
  expect(JSON.parse(policy.lifecyclePolicyText!)).toEqual(JSON.parse(LifecyclePolicyText));
  const changed = { ImageTagMutability: "IMMUTABLE", Tags: [{ Key: "c", Value: "d" }] };
  await caller.update(REPOSITORY, identifier, changed, properties);
  const { repositories } = await ecr.handlers.DescribeRepositories({ repositoryNames: [identifier] }, CALL);
  expect(repositories).toMatchObject([{ imageTagMutability: "IMMUTABLE" }]);
  const { tags } = await ecr.handlers.ListTagsForResource({ resourceArn: repositories![0]!.repositoryArn }, CALL);
  expect(tags).toEqual([{ Key: "c", Value: "d" }]);
  await expect(ecr.handlers.GetLifecyclePolicy({ repositoryName: identifier }, CALL)).rejects.toThrow();
  for (const _ of [1, 2]) await caller.delete(REPOSITORY, identifier, changed);
  await ecr.stop();
  store.close();
});
