import * as sdk from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLUSTER, IMAGE, Scenario } from "../testing/scenario.ts";
import { TestEcs } from "../testing/test-ecs.ts";
import { serverScript } from "../testing/test-scripts.ts";

let ecs: TestEcs;
let aws: Scenario;
let client: sdk.ECSClient;
beforeAll(async () => {
  ecs = await TestEcs.start();
  ({ client } = ecs);
  aws = await Scenario.start(ecs);
  ecs.images.push(IMAGE, serverScript('"ok"'));
  await aws.register();
});
afterAll(() => ecs[Symbol.asyncDispose]());

test("creating a cluster again answers with the one there is", async () => {
  const { cluster } = await client.send(new sdk.CreateClusterCommand({ clusterName: CLUSTER }));
  expect(cluster).toMatchObject({
    clusterArn: `arn:aws:ecs:us-east-1:000000000000:cluster/${CLUSTER}`,
    status: "ACTIVE",
    settings: [{ name: "containerInsights", value: "disabled" }],
  });
  const { clusterArns } = await client.send(new sdk.ListClustersCommand({}));
  expect(clusterArns).toEqual([cluster!.clusterArn]);
});

test("what isn't there is MISSING in descriptions", async () => {
  const clusters = await client.send(new sdk.DescribeClustersCommand({ clusters: ["none"] }));
  expect(clusters.failures).toEqual([{ arn: "arn:aws:ecs:us-east-1:000000000000:cluster/none", reason: "MISSING" }]);
  const services = await client.send(new sdk.DescribeServicesCommand({ cluster: CLUSTER, services: ["none"] }));
  expect(services.failures).toMatchObject([
    { arn: expect.stringMatching(/service\/.*\/none$/) as string, reason: "MISSING" },
  ]);
  const tasks = await client.send(new sdk.DescribeTasksCommand({ cluster: CLUSTER, tasks: ["f00"] }));
  expect(tasks.failures).toMatchObject([{ reason: "MISSING" }]);
});

const network = { awsvpcConfiguration: { subnets: ["subnet-a"] } };
const launch = {
  cluster: CLUSTER,
  taskDefinition: "backend",
  launchType: "FARGATE",
  networkConfiguration: network,
} as const;
const service = { ...launch, serviceName: "idle", desiredCount: 0 };
const loadBalancer = { targetGroupArn: "arn", containerName: "backend", containerPort: 8080 };

test.each<[string, () => Promise<unknown>, string, RegExp]>([
  [
    "an unknown cluster",
    () => client.send(new sdk.ListTasksCommand({ cluster: "none" })),
    "ClusterNotFoundException",
    /^Cluster not found\.$/,
  ],
  [
    "an unknown service",
    () => client.send(new sdk.UpdateServiceCommand({ cluster: CLUSTER, service: "none" })),
    "ServiceNotFoundException",
    /^Service not found\.$/,
  ],
  [
    "an unknown task",
    () => client.send(new sdk.StopTaskCommand({ cluster: CLUSTER, task: "f00" })),
    "InvalidParameterException",
    /^The referenced task was not found\.$/,
  ],
  [
    "an unknown task definition",
    () => client.send(new sdk.RunTaskCommand({ ...launch, taskDefinition: "none" })),
    "ClientException",
    /^TaskDefinition not found\.$/,
  ],
  [
    "describing an unknown task definition",
    () => client.send(new sdk.DescribeTaskDefinitionCommand({ taskDefinition: "none:1" })),
    "ClientException",
    /^Unable to describe task definition\.$/,
  ],
  [
    "no network",
    () => client.send(new sdk.RunTaskCommand({ ...launch, networkConfiguration: undefined })),
    "InvalidParameterException",
    /^Network Configuration must be provided/,
  ],
  [
    "EC2 capacity",
    () => client.send(new sdk.RunTaskCommand({ ...launch, launchType: "EC2" })),
    "InvalidParameterException",
    /^No Container Instances were found in your cluster\.$/,
  ],
  [
    "an override of another container",
    () => client.send(new sdk.RunTaskCommand({ ...launch, overrides: { containerOverrides: [{ name: "x" }] } })),
    "InvalidParameterException",
    /^Override for container named x is not a container/,
  ],
  [
    "eleven tasks",
    () => client.send(new sdk.RunTaskCommand({ ...launch, count: 11 })),
    "InvalidParameterException",
    /between 1 and 10/,
  ],
  [
    "a load balancer for another container",
    () =>
      client.send(
        new sdk.CreateServiceCommand({ ...service, loadBalancers: [{ ...loadBalancer, containerName: "x" }] }),
      ),
    "InvalidParameterException",
    /^The container x does not exist in the task definition\.$/,
  ],
  [
    "a load balancer for another port",
    () =>
      client.send(new sdk.CreateServiceCommand({ ...service, loadBalancers: [{ ...loadBalancer, containerPort: 1 }] })),
    "InvalidParameterException",
    /^The container backend did not have a container port 1 defined\.$/,
  ],
  [
    "a bad service name",
    () => client.send(new sdk.CreateServiceCommand({ ...service, serviceName: "../etc" })),
    "InvalidParameterException",
    /^Invalid service name/,
  ],
  [
    "a bad cluster name",
    () => client.send(new sdk.CreateClusterCommand({ clusterName: "a/b" })),
    "InvalidParameterException",
    /cluster name is invalid/,
  ],
  [
    "a bad page size",
    () => client.send(new sdk.ListTasksCommand({ cluster: CLUSTER, maxResults: 101 })),
    "InvalidParameterException",
    /maxResults/,
  ],
  [
    "tags of nothing",
    () =>
      client.send(
        new sdk.ListTagsForResourceCommand({ resourceArn: "arn:aws:ecs:us-east-1:000000000000:cluster/none" }),
      ),
    "ResourceNotFoundException",
    /not found/,
  ],
  [
    "tags of something else",
    () => client.send(new sdk.ListTagsForResourceCommand({ resourceArn: "arn:aws:s3:::b" })),
    "InvalidParameterException",
    /Invalid resource ARN/,
  ],
])("%s", async (_what, call, name, message) => {
  await expect(call()).rejects.toMatchObject({ name, message: expect.stringMatching(message) as string });
});

test("a service can't be created twice, but its client token may repeat", async () => {
  const create = (clientToken?: string) => client.send(new sdk.CreateServiceCommand({ ...service, clientToken }));
  const first = await create("token");
  expect((await create("token")).service!.createdAt).toEqual(first.service!.createdAt);
  await expect(create()).rejects.toThrow("Creation of service was not idempotent.");
  expect(first.service).toMatchObject({
    status: "ACTIVE",
    launchType: "FARGATE",
    platformVersion: "LATEST",
    schedulingStrategy: "REPLICA",
    deploymentController: { type: "ECS" },
    deploymentConfiguration: {
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      deploymentCircuitBreaker: { enable: false, rollback: false },
    },
    deployments: [{ status: "PRIMARY", rolloutState: "IN_PROGRESS", desiredCount: 0 }],
  });
  await expect(client.send(new sdk.DeleteClusterCommand({ cluster: CLUSTER }))).rejects.toMatchObject({
    name: "ClusterContainsServicesException",
  });
});

test("revisions count up, are deregistered, deleted and never given out again", async () => {
  const arns = [await aws.register({}, "family"), await aws.register({}, "family")];
  expect(arns.map((arn) => arn.split("/")[1])).toEqual(["family:1", "family:2"]);
  const list = async (status: sdk.TaskDefinitionStatus) =>
    (await client.send(new sdk.ListTaskDefinitionsCommand({ familyPrefix: "family", status, sort: "DESC" })))
      .taskDefinitionArns;
  expect(await list("ACTIVE")).toEqual([arns[1], arns[0]]);
  const remove = () => client.send(new sdk.DeleteTaskDefinitionsCommand({ taskDefinitions: [arns[1]!] }));
  expect((await remove()).failures![0]!.reason).toMatch(/still in ACTIVE status/);
  await client.send(new sdk.DeregisterTaskDefinitionCommand({ taskDefinition: arns[1]! }));
  expect(await list("INACTIVE")).toEqual([arns[1]]);
  await expect(aws.runTask({ taskDefinition: arns[1]! })).rejects.toThrow("TaskDefinition is inactive");
  expect((await remove()).taskDefinitions![0]!.status).toBe("DELETE_IN_PROGRESS");
  expect((await aws.register({}, "family")).split("/")[1]).toBe("family:3");
  const { families } = await client.send(new sdk.ListTaskDefinitionFamiliesCommand({ status: "ACTIVE" }));
  expect(families).toEqual(["backend", "family"]);
});

test("pages are complete, whatever their size", async () => {
  for (let index = 0; index < 12; index++) await aws.register({}, "paged");
  const found: string[] = [];
  const pages = sdk.paginateListTaskDefinitions({ client, pageSize: 5 }, { familyPrefix: "paged" });
  for await (const page of pages) found.push(...page.taskDefinitionArns!);
  expect(found.map((arn) => Number(arn.split(":").at(-1)))).toEqual(
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
});

test("tags are merged, removed and shown", async () => {
  const resourceArn = `arn:aws:ecs:us-east-1:000000000000:cluster/${CLUSTER}`;
  const tag = (...tags: sdk.Tag[]) => client.send(new sdk.TagResourceCommand({ resourceArn, tags }));
  await tag({ key: "a", value: "1" }, { key: "b", value: "2" });
  await tag({ key: "b", value: "3" });
  await client.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  const { tags } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual([{ key: "b", value: "3" }]);
});

test("capacity providers and account settings are kept", async () => {
  const strategy = [{ capacityProvider: "FARGATE", weight: 1 }];
  await client.send(new sdk.CreateClusterCommand({ clusterName: "providers" }));
  const { cluster } = await client.send(
    new sdk.PutClusterCapacityProvidersCommand({
      cluster: "providers",
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategy: strategy,
    }),
  );
  expect(cluster!.defaultCapacityProviderStrategy).toMatchObject(strategy);
  await client.send(new sdk.PutAccountSettingCommand({ name: "containerInsights", value: "enabled" }));
  const { settings } = await client.send(new sdk.ListAccountSettingsCommand({ name: "containerInsights" }));
  expect(settings).toMatchObject([{ name: "containerInsights", value: "enabled" }]);
});

test("ListTasks filters by family, starter and desired status", async () => {
  const { taskArn } = await aws.runTask({ startedBy: "me" });
  const list = async (filter: sdk.ListTasksCommandInput) =>
    (await client.send(new sdk.ListTasksCommand({ cluster: CLUSTER, ...filter }))).taskArns;
  expect(await list({ startedBy: "me" })).toEqual([taskArn]);
  expect(await list({ family: "backend" })).toEqual([taskArn]);
  expect(await list({ family: "other" })).toEqual([]);
  await client.send(new sdk.StopTaskCommand({ cluster: CLUSTER, task: taskArn! }));
  expect(await list({})).toEqual([]);
  expect(await list({ desiredStatus: "STOPPED" })).toEqual([taskArn]);
});

test("an operation that is not implemented says so", async () => {
  await expect(client.send(new sdk.DescribeCapacityProvidersCommand({}))).rejects.toMatchObject({
    message: "ecs:DescribeCapacityProviders is not implemented by the emulator.",
    $metadata: { httpStatusCode: 501 },
  });
});
