import { afterAll, beforeAll, expect, test } from "vitest";
import { IMAGE, TARGET_GROUP } from "../../services/ecs/testing/scenario.ts";
import { TestEcs } from "../../services/ecs/testing/test-ecs.ts";
import { serverScript } from "../../services/ecs/testing/test-scripts.ts";
import { resourceCaller, type ResourceCaller } from "../testing/resource-caller.ts";

const CLUSTER = "AWS::ECS::Cluster";
const DEFINITION = "AWS::ECS::TaskDefinition";
const SERVICE = "AWS::ECS::Service";

let ecs: TestEcs;
let caller: ResourceCaller;
let cluster: string;
beforeAll(async () => {
  ecs = await TestEcs.start();
  caller = await resourceCaller({ ecs: { handlers: ecs.service.handlers } });
  ({ identifier: cluster } = await caller.create(CLUSTER, {
    ClusterName: "cluster",
    Tags: [{ Key: "a", Value: "b" }],
  }));
});
afterAll(async () => {
  await caller[Symbol.asyncDispose]();
  await ecs[Symbol.asyncDispose]();
});

const definition = (image: string): object => ({
  Family: "backend",
  Cpu: "256",
  Memory: "512",
  NetworkMode: "awsvpc",
  RequiresCompatibilities: ["FARGATE"],
  ExecutionRoleArn: "arn:aws:iam::000000000000:role/execution",
  ContainerDefinitions: [
    {
      Name: "backend",
      Image: image,
      Essential: "true",
      PortMappings: [{ ContainerPort: "8080", Protocol: "tcp" }],
      Environment: [{ Name: "LOG_LEVEL", Value: "info" }],
      DockerLabels: { "com.example.Label": "Value" },
    },
  ],
});

const service = (TaskDefinition: string, DesiredCount: number): Record<string, unknown> => ({
  ServiceName: "backend",
  Cluster: cluster,
  TaskDefinition,
  DesiredCount,
  LaunchType: "FARGATE",
  NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ["subnet-a"], AssignPublicIp: "DISABLED" } },
  DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
});

test("a service is complete when its tasks run, changes with them, and is gone after its deletion", async () => {
  ecs.images.push(IMAGE, serverScript('"one"'));
  const { identifier: first, attributes } = await caller.create(DEFINITION, definition(IMAGE) as never);
  expect(attributes).toEqual({ TaskDefinitionArn: first });
  expect(first).toMatch(/:task-definition\/backend:1$/);
  const { taskDefinition } = await ecs.service.handlers.DescribeTaskDefinition(
    { taskDefinition: first },
    { requestId: "r", region: "us-east-1", accountId: "000000000000" },
  );
  expect(taskDefinition?.containerDefinitions).toMatchObject([
    {
      name: "backend",
      essential: true,
      portMappings: [{ containerPort: 8080 }],
      dockerLabels: { "com.example.Label": "Value" },
    },
  ]);
  const created = await caller.create(SERVICE, service(first, 1));
  expect(created.attributes).toEqual({ ServiceArn: created.identifier, Name: "backend" });
  const { identifier: second } = await caller.create(DEFINITION, definition(IMAGE) as never);
  await caller.update(SERVICE, created.identifier, service(second, 2), service(first, 1));
  const described = await describe(created.identifier);
  expect(described).toMatchObject({ taskDefinition: second, runningCount: 2, deployments: [{ status: "PRIMARY" }] });
  for (const _ of [1, 2]) await caller.delete(SERVICE, created.identifier, service(second, 2));
  await caller.delete(DEFINITION, second, {});
  expect((await describe(created.identifier))?.status ?? "INACTIVE").toBe("INACTIVE");
});

test("a deployment that the circuit breaker ends fails with ECS's reason and leaves what to delete", async () => {
  ecs.images.push(IMAGE, "process.exit(1);");
  const { identifier: broken } = await caller.create(DEFINITION, definition(IMAGE) as never);
  const LoadBalancers = [{ ContainerName: "backend", ContainerPort: 8080, TargetGroupArn: TARGET_GROUP }];
  const properties = { ...service(broken, 1), ServiceName: "broken", LoadBalancers };
  const failed = await caller.failure("create", SERVICE, properties);
  expect(failed).toMatchObject({
    Status: "FAILED",
    Identifier: expect.stringMatching(/service\/cluster\/broken$/) as string,
    Message: expect.stringMatching(
      /'ECS Deployment Circuit Breaker was triggered'.*HandlerErrorCode: NotStabilized/,
    ) as string,
  });
  await caller.delete(SERVICE, (failed as { Identifier: string }).Identifier, { Cluster: cluster });
});

async function describe(arn: string) {
  const { services } = await ecs.service.handlers.DescribeServices(
    { cluster, services: [arn] },
    { requestId: "r", region: "us-east-1", accountId: "000000000000" },
  );
  return services?.[0];
}
