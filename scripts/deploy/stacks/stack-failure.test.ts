import { expect, test } from "vitest";
import { stackFailure } from "./stack-failure.ts";
import type { StackResource, StackState } from "./stack-state.ts";

const database: StackResource = {
  logicalId: "Database",
  type: "AWS::RDS::DBInstance",
  status: "CREATE_COMPLETE",
  physicalId: "payment-system-local-db",
};

const healthy: StackState = {
  name: "payment-system-local-platform",
  status: "CREATE_COMPLETE",
  resources: [database],
  outputs: [{ key: "DbEndpoint", value: "127.64.0.2" }],
};

test("finds nothing wrong with a healthy stack", () => {
  expect(stackFailure(healthy)).toBeUndefined();
  expect(stackFailure({ ...healthy, status: "UPDATE_COMPLETE" })).toBeUndefined();
});

test("finds the failed resource of an update that the stack's status calls complete", () => {
  const failed = { ...database, status: "UPDATE_FAILED", reason: "no space left on device" };
  expect(stackFailure({ ...healthy, status: "UPDATE_COMPLETE", resources: [failed] })).toBe(
    "AWS::RDS::DBInstance Database of stack payment-system-local-platform is UPDATE_FAILED: no space left on device",
  );
});

test("names the cause and not what was cancelled because of it", () => {
  const cancelled = { ...database, logicalId: "A", status: "CREATE_FAILED", reason: "Resource creation cancelled" };
  const cause = { ...database, status: "CREATE_FAILED", reason: "DBInstanceAlreadyExists" };
  expect(stackFailure({ ...healthy, resources: [cancelled, cause] })).toMatch(/DBInstanceAlreadyExists$/);
});

test.each(["UPDATE_ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE", "DELETE_FAILED"])("takes %s for a failure", (status) => {
  expect(stackFailure({ ...healthy, status })).toContain(status);
});

test.each(["", "unknown", "https://unknown", "arn:aws:ecs:us-east-1:000000000000:cluster/unknown"])(
  "takes the output %j for a failure",
  (value) => {
    expect(stackFailure({ ...healthy, outputs: [{ key: "ApiUrl", value }] })).toContain("ApiUrl");
  },
);

test("takes a missing or unknown physical id for a failure, unless the resource is gone", () => {
  const { physicalId: _, ...unidentified } = database;
  expect(stackFailure({ ...healthy, resources: [unidentified] })).toContain("physical id");
  expect(stackFailure({ ...healthy, resources: [{ ...database, physicalId: "unknown" }] })).toContain("unknown");
  expect(stackFailure({ ...healthy, resources: [{ ...unidentified, status: "DELETE_COMPLETE" }] })).toBeUndefined();
});

test("lets names pass that merely contain the word", () => {
  expect(
    stackFailure({ ...healthy, outputs: [{ key: "ApiUrl", value: "https://unknownpleasures.test" }] }),
  ).toBeUndefined();
});
