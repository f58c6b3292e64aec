import type { ContainerDefinition, RegisterTaskDefinitionRequest } from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { registerTaskDefinition } from "./register-task-definition.ts";

const CONTAINER: ContainerDefinition = { name: "backend", image: "backend:latest" };
const register = (changes: Partial<RegisterTaskDefinitionRequest>, container: Partial<ContainerDefinition> = {}) =>
  registerTaskDefinition({
    family: "backend",
    requiresCompatibilities: ["FARGATE"],
    cpu: "256",
    memory: "512",
    executionRoleArn: "arn:aws:iam::000000000000:role/execution",
    containerDefinitions: [{ ...CONTAINER, ...container }],
    ...changes,
  });

test("AWS's defaults are filled in", () => {
  const { containers, settings } = register(
    {},
    { portMappings: [{ containerPort: 8080 }], healthCheck: { command: ["CMD-SHELL", "true"] } },
  );
  expect(settings).toMatchObject({ networkMode: "awsvpc", volumes: [], placementConstraints: [] });
  expect(containers).toEqual([
    {
      ...CONTAINER,
      cpu: 0,
      essential: true,
      environment: [],
      mountPoints: [],
      volumesFrom: [],
      systemControls: [],
      portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
      healthCheck: { command: ["CMD-SHELL", "true"], interval: 30, timeout: 5, retries: 3 },
    },
  ]);
});

const SECRET = { name: "A", valueFrom: "arn:aws:secretsmanager:us-east-1:000000000000:secret:a-AbCdEf" };

test.each<[string, Partial<RegisterTaskDefinitionRequest>, Partial<ContainerDefinition>, RegExp]>([
  ["a bad family", { family: "a b" }, {}, /Family contains invalid characters/],
  ["no container", { containerDefinitions: [] }, {}, /Container list cannot be empty/],
  ["no name", { containerDefinitions: [{ image: "a" }] }, {}, /Container.name should not be null or empty/],
  ["no image", { containerDefinitions: [{ name: "a" }] }, {}, /Container.image should not be null or empty/],
  ["two of a name", { containerDefinitions: [CONTAINER, CONTAINER] }, {}, /should be unique/],
  ["nothing essential", {}, { essential: false }, /at least one essential container/],
  ["another network mode", { networkMode: "bridge" }, {}, /Fargate only supports network mode/],
  ["another host port", {}, { portMappings: [{ containerPort: 80, hostPort: 81 }] }, /must match/],
  ["an impossible port", {}, { portMappings: [{ containerPort: 70_000 }] }, /between 1 and 65535/],
  ["a long stop timeout", {}, { stopTimeout: 121 }, /stopTimeout of at most 120/],
  ["a health check without kind", {}, { healthCheck: { command: ["true"] } }, /CMD or CMD-SHELL/],
  ["a quick health check", {}, { healthCheck: { command: ["CMD", "a"], interval: 1 } }, /between 5 and 300/],
  ["a secret named twice", {}, { secrets: [SECRET], environment: [{ name: "A", value: "" }] }, /must be unique/],
  ["a secret's bad ARN", {}, { secrets: [{ name: "A", valueFrom: "arn:aws:s3:::a" }] }, /invalid valueFrom/],
  ["secrets without a role", { executionRoleArn: undefined }, { secrets: [SECRET] }, /'executionRoleArn'/],
  ["logs without a role", { executionRoleArn: undefined }, { logConfiguration: { logDriver: "awslogs" } }, /awslogs/],
  ["a dependency on itself", {}, { dependsOn: [{ containerName: "backend", condition: "START" }] }, /cycle/],
  ["an unknown dependency", {}, { dependsOn: [{ containerName: "x", condition: "START" }] }, /does not exist/],
])("%s is a ClientException", (_what, changes, container, message) => {
  expect(() => register(changes, container)).toThrow(message);
  expect(() => register(changes, container)).toThrow(expect.objectContaining({ code: "ClientException" }) as Error);
});

test("a definition for EC2 needs no size, but memory for its containers", () => {
  const ec2 = { requiresCompatibilities: undefined, cpu: undefined, memory: undefined };
  expect(register(ec2, { memory: 128 }).settings.networkMode).toBeUndefined();
  expect(() => register(ec2)).toThrow(/At least one of 'memory' or 'memoryReservation' must be specified/);
});
