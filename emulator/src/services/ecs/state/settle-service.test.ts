import { expect, test } from "vitest";
import { serviceRecord } from "../testing/service-record.ts";
import { newDeployment } from "./new-deployment.ts";
import type { PlannedTask } from "./plan-tasks.ts";
import { settleService } from "./settle-service.ts";

const now = new Date();
const task = (id: string, condition: PlannedTask["condition"] = "healthy"): PlannedTask => ({
  id,
  isPrimary: true,
  condition,
  createdAtMs: 0,
});
const service = serviceRecord();
const primary = service.deployments[0]!;
const old = newDeployment({ taskDefinitionArn: "arn:old", loadBalancers: [], networkConfiguration: {} }, now);
const settle = (changes: Partial<Parameters<typeof settleService>[0]>) =>
  settleService({
    service,
    wanted: [task("a"), task("b")],
    occupiedDeploymentIds: new Set([primary.id]),
    now,
    ...changes,
  });

test("a deployment whose tasks are healthy is completed, and the steady state is said once", () => {
  const { service: settled, events } = settle({});
  expect(settled).toMatchObject({ isSteady: true, deployments: [{ rolloutState: "COMPLETED" }] });
  expect(settled.lastCompleted).toEqual(settled.deployments[0]);
  expect(events).toEqual([
    `(service backend) (deployment ${primary.id}) deployment completed.`,
    "(service backend) has reached a steady state.",
  ]);
  expect(settle({ service: settled }).events).toEqual([]);
});

test("nothing is complete while a task of the deployment before has not stopped", () => {
  const rolling = { ...service, deployments: [primary, old] };
  const draining = settle({ service: rolling, occupiedDeploymentIds: new Set([primary.id, old.id]) });
  expect(draining.service.deployments).toHaveLength(2);
  expect(draining.service.deployments[0]!.rolloutState).toBe("IN_PROGRESS");
  expect(draining.events).toEqual([]);
  expect(settle({ service: rolling }).service.deployments).toMatchObject([{ rolloutState: "COMPLETED" }]);
});

test.each([
  ["too few", [task("a")]],
  ["too many", [task("a"), task("b"), task("c")]],
  ["one that starts", [task("a"), task("b", "starting")]],
  ["one that is unhealthy", [task("a"), task("b", "unhealthy")]],
  ["one of another deployment", [task("a"), { ...task("b"), isPrimary: false }]],
])("%s is not steady", (_what, wanted) => {
  expect(settle({ wanted, service: { ...service, isSteady: true } })).toMatchObject({
    service: { isSteady: false, deployments: [{ rolloutState: "IN_PROGRESS" }] },
    events: [],
  });
});

test("a service that is deleted becomes INACTIVE when its last task has stopped", () => {
  const draining = { ...service, status: "DRAINING" as const, desiredCount: 0 };
  expect(settle({ service: draining, wanted: [] }).service.status).toBe("DRAINING");
  const none = settle({ service: draining, wanted: [], occupiedDeploymentIds: new Set() });
  expect(none.service).toMatchObject({ status: "INACTIVE", deployments: [] });
});
