import { expect, test } from "vitest";
import { breakerDecision, failureThreshold } from "./circuit-breaker.ts";
import { newDeployment } from "./new-deployment.ts";
import { deploymentConfiguration } from "./service-settings.ts";

test.each([
  [0, 3],
  [1, 3],
  [6, 3],
  [7, 4],
  [100, 50],
  [5_000, 200],
])("a desired count of %i fails after %i failures", (desiredCount, threshold) => {
  expect(failureThreshold(desiredCount)).toBe(threshold);
});

const deployment = newDeployment(
  { taskDefinitionArn: "arn:two", loadBalancers: [], networkConfiguration: {} },
  new Date(),
);
const completed = { ...newDeployment({ ...deployment, taskDefinitionArn: "arn:one" }, new Date()), id: "ecs-svc/1" };

function decide(failedTasks: number, rollback: boolean, changes: { isRollback?: boolean; enable?: boolean } = {}) {
  return breakerDecision({
    desiredCount: 1,
    deploymentConfiguration: deploymentConfiguration({
      deploymentCircuitBreaker: { enable: changes.enable ?? true, rollback },
    }),
    deployments: [{ ...deployment, failedTasks, isRollback: changes.isRollback ?? false }],
    lastCompleted: completed,
  });
}

test("it rolls back to the last completed deployment at the threshold, and not before", () => {
  expect(decide(2, true)).toEqual({ action: "continue" });
  expect(decide(3, true)).toEqual({ action: "rollback", to: completed });
});

test("it fails without rollback, and never rolls a rollback back", () => {
  expect(decide(3, false)).toEqual({ action: "fail" });
  expect(decide(3, true, { isRollback: true })).toEqual({ action: "fail" });
});

test("it does nothing when it is off", () => {
  expect(decide(99, false, { enable: false })).toEqual({ action: "continue" });
});
