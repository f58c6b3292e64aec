import * as sdk from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pushImage } from "./testing/push-image.ts";
import { layer } from "./testing/layer.ts";
import { testRegistry, type TestRegistry } from "./testing/test-registry.ts";

let registry: TestRegistry;
let client: sdk.ECRClient;

beforeAll(async () => {
  registry = await testRegistry();
  ({ client } = registry);
});

afterAll(() => registry[Symbol.asyncDispose]());

test("a repository is created, described with the stack's URI, and deleted", async () => {
  const { repository } = await client.send(
    new sdk.CreateRepositoryCommand({
      repositoryName: "payment-system/backend",
      imageScanningConfiguration: { scanOnPush: true },
      tags: [{ Key: "a", Value: "b" }],
    }),
  );
  expect(repository).toEqual({
    repositoryArn: "arn:aws:ecr:us-east-1:000000000000:repository/payment-system/backend",
    registryId: "000000000000",
    repositoryName: "payment-system/backend",
    repositoryUri: "000000000000.dkr.ecr.us-east-1.localhost/payment-system/backend",
    createdAt: expect.any(Date) as Date,
    imageTagMutability: "MUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfiguration: { encryptionType: "AES256" },
  });
  const { repositories } = await client.send(
    new sdk.DescribeRepositoriesCommand({ repositoryNames: ["payment-system/backend"] }),
  );
  expect(repositories).toEqual([repository]);
  await client.send(new sdk.DeleteRepositoryCommand({ repositoryName: "payment-system/backend" }));
  await expect(
    client.send(new sdk.DescribeRepositoriesCommand({ repositoryNames: ["payment-system/backend"] })),
  ).rejects.toMatchObject({
    name: "RepositoryNotFoundException",
    message: "The repository with name 'payment-system/backend' does not exist in the registry with id '000000000000'",
  });
});

test("one with images is deleted only by force, and so are its images", async () => {
  await client.send(new sdk.CreateRepositoryCommand({ repositoryName: "full" }));
  await pushImage(client, "full", "v1", { layers: [layer({ path: "a", content: "1" })] });
  await expect(client.send(new sdk.DeleteRepositoryCommand({ repositoryName: "full" }))).rejects.toThrow(
    sdk.RepositoryNotEmptyException,
  );
  await client.send(new sdk.DeleteRepositoryCommand({ repositoryName: "full", force: true }));
  await client.send(new sdk.CreateRepositoryCommand({ repositoryName: "full" }));
  const { imageDetails } = await client.send(new sdk.DescribeImagesCommand({ repositoryName: "full" }));
  expect(imageDetails).toEqual([]);
});

describe("refused with AWS's error:", () => {
  test.each(["A", "a", "a/../b", "/a", "a//b", "a_", "x".repeat(257), "a\u0000b"])(
    "the name %j",
    async (repositoryName) => {
      await expect(client.send(new sdk.CreateRepositoryCommand({ repositoryName }))).rejects.toThrow(
        sdk.InvalidParameterException,
      );
    },
  );

  test("a name that is taken", async () => {
    await client.send(new sdk.CreateRepositoryCommand({ repositoryName: "taken" }));
    await expect(client.send(new sdk.CreateRepositoryCommand({ repositoryName: "taken" }))).rejects.toThrow(
      sdk.RepositoryAlreadyExistsException,
    );
  });

  test("another account's registry", async () => {
    const input = { repositoryName: "taken", registryId: "123456789012" };
    await expect(client.send(new sdk.DescribeImagesCommand(input))).rejects.toThrow(sdk.RepositoryNotFoundException);
  });
});

test("pages of repositories", async () => {
  for (const repositoryName of ["page/a", "page/b", "page/c"]) {
    await client.send(new sdk.CreateRepositoryCommand({ repositoryName }));
  }
  const names: string[] = [];
  for await (const page of sdk.paginateDescribeRepositories({ client, pageSize: 2 }, {})) {
    names.push(...page.repositories!.map(({ repositoryName }) => repositoryName!));
  }
  expect(names.filter((name) => name.startsWith("page/"))).toEqual(["page/a", "page/b", "page/c"]);
  await expect(client.send(new sdk.DescribeRepositoriesCommand({ maxResults: 1_001 }))).rejects.toThrow(
    sdk.InvalidParameterException,
  );
});

test("policies, settings and tags are kept", async () => {
  const repositoryName = "settings";
  const { repository } = await client.send(new sdk.CreateRepositoryCommand({ repositoryName }));
  const rule = {
    rulePriority: 1,
    selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 5 },
    action: { type: "expire" },
  };
  const lifecyclePolicyText = JSON.stringify({ rules: [rule] });
  await expect(client.send(new sdk.GetLifecyclePolicyCommand({ repositoryName }))).rejects.toThrow(
    sdk.LifecyclePolicyNotFoundException,
  );
  await client.send(new sdk.PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  expect(await client.send(new sdk.GetLifecyclePolicyCommand({ repositoryName }))).toMatchObject({
    lifecyclePolicyText,
  });
  await client.send(new sdk.DeleteLifecyclePolicyCommand({ repositoryName }));
  for (const invalid of [
    "{",
    "{}",
    '{"rules":[]}',
    '{"rules":[null]}',
    JSON.stringify({ rules: [{ ...rule, rulePriority: 0 }] }),
  ]) {
    await expect(
      client.send(new sdk.PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: invalid })),
    ).rejects.toThrow(sdk.InvalidParameterException);
  }
  const policyText = '{"Version":"2012-10-17","Statement":[]}';
  await client.send(new sdk.SetRepositoryPolicyCommand({ repositoryName, policyText }));
  expect(await client.send(new sdk.GetRepositoryPolicyCommand({ repositoryName }))).toMatchObject({ policyText });
  await client.send(new sdk.DeleteRepositoryPolicyCommand({ repositoryName }));
  await expect(client.send(new sdk.GetRepositoryPolicyCommand({ repositoryName }))).rejects.toThrow(
    sdk.RepositoryPolicyNotFoundException,
  );
  const resourceArn = repository!.repositoryArn!;
  await client.send(
    new sdk.TagResourceCommand({
      resourceArn,
      tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    }),
  );
  await client.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  expect((await client.send(new sdk.ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
    { Key: "b", Value: "2" },
  ]);
  await client.send(
    new sdk.PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration: { scanOnPush: true } }),
  );
  await client.send(new sdk.PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: "IMMUTABLE" }));
  const { repositories } = await client.send(
    new sdk.DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
  );
  expect(repositories).toMatchObject([
    { imageTagMutability: "IMMUTABLE", imageScanningConfiguration: { scanOnPush: true } },
  ]);
});

test("an authorization token is for AWS and this registry", async () => {
  const { authorizationData } = await client.send(new sdk.GetAuthorizationTokenCommand({}));
  expect(Buffer.from(authorizationData![0]!.authorizationToken!, "base64").toString()).toMatch(/^AWS:.{20,}/);
  expect(authorizationData![0]!.proxyEndpoint).toBe("https://000000000000.dkr.ecr.us-east-1.localhost");
});
