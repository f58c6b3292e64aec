import { expect, test } from "vitest";
import { ecsArns } from "./arns.ts";
import { newTask } from "./new-task.ts";
import { registerTaskDefinition } from "./register-task-definition.ts";
import { taskCondition, type ConditionInput } from "./task-condition.ts";
import type { ContainerHealth, TaskRecord, TaskTarget } from "./task-record.ts";

const TARGET: TaskTarget = { targetGroupArn: "arn:target-group", containerName: "backend", port: 8080 };
const STARTED_MS = 1_000_000;

function task(changes: Partial<TaskRecord>, health?: ContainerHealth): TaskRecord {
  const healthCheck = health === undefined ? {} : { healthCheck: { command: ["CMD", "true"] } };
  const definition = registerTaskDefinition({
    family: "backend",
    containerDefinitions: [{ name: "backend", image: "backend", memory: 128, ...healthCheck }],
  });
  const record = newTask({
    clusterName: "cluster",
    definition: { ...definition, arn: "arn", revision: 1, status: "ACTIVE", registeredAt: "" },
    launch: {
      group: "service:backend",
      platformVersion: "1.4.0",
      subnetId: "",
      overrides: {},
      enableExecuteCommand: false,
    },
    targets: [],
    tags: [],
    arns: ecsArns({ accountId: "000000000000", region: "us-east-1" }),
    now: new Date(0),
    addressOf: () => "127.0.0.2",
  });
  const containers = record.containers.map((container) => ({ ...container, healthStatus: health ?? "UNKNOWN" }));
  return { ...record, containers, lastStatus: "RUNNING", startedAt: new Date(STARTED_MS).toISOString(), ...changes };
}

const judge = (record: TaskRecord, changes: Partial<ConditionInput> = {}) =>
  taskCondition({
    task: record,
    targetHealth: () => undefined,
    nowMs: STARTED_MS + 5_000,
    gracePeriodMs: 0,
    steadyAfterMs: 1_000,
    ...changes,
  });
const state = (name: string): Partial<ConditionInput> => ({ targetHealth: () => ({ state: name }) });

test("a task without health checks is healthy once it ran long enough", () => {
  expect(judge(task({}))).toEqual({ condition: "healthy" });
  expect(judge(task({}), { nowMs: STARTED_MS + 400 })).toEqual({
    condition: "starting",
    recheckAtMs: STARTED_MS + 1_000,
  });
  expect(judge(task({ lastStatus: "ACTIVATING" }))).toEqual({ condition: "starting" });
});

test.each([
  ["initial", "starting"],
  ["draining", "starting"],
  ["healthy", "healthy"],
  ["unavailable", "healthy"],
  ["unhealthy", "unhealthy"],
])("a target that is %s makes its task %s", (name, condition) => {
  expect(judge(task({ targets: [TARGET] }), state(name)).condition).toBe(condition);
});

test.each<[ContainerHealth, string]>([
  ["UNKNOWN", "starting"],
  ["HEALTHY", "healthy"],
  ["UNHEALTHY", "unhealthy"],
])("a container that is %s makes its task %s", (health, condition) => {
  expect(judge(task({}, health)).condition).toBe(condition);
});

test("the grace period covers failed checks of targets and containers, and asks for another look at its end", () => {
  const inGrace = { condition: "starting", recheckAtMs: STARTED_MS + 60_000 };
  expect(judge(task({ targets: [TARGET] }), { ...state("unhealthy"), gracePeriodMs: 60_000 })).toEqual(inGrace);
  expect(judge(task({}, "UNHEALTHY"), { gracePeriodMs: 60_000 })).toEqual(inGrace);
  expect(judge(task({}, "UNHEALTHY"), { gracePeriodMs: 5_000 })).toEqual({
    condition: "unhealthy",
    failing: "container",
  });
});
