import { expect, test } from "vitest";
import { taskFailure } from "./task-failure.ts";

test("exit code 0 is success whatever the reason says", () => {
  const task = { stoppedReason: "Essential container in task exited", containers: [{ name: "backend", exitCode: 0 }] };
  expect(taskFailure(task, "backend")).toBeUndefined();
});

test("another exit code is told with the reason", () => {
  const task = { stoppedReason: "Essential container in task exited", containers: [{ name: "backend", exitCode: 1 }] };
  expect(taskFailure(task, "backend")).toBe("ended with exit code 1 (Essential container in task exited)");
});

test("no exit code is no success", () => {
  const container = { name: "backend", reason: "CannotPullContainerError: latest: not found" };
  expect(taskFailure({ containers: [container] }, "backend")).toBe(
    "never ran (CannotPullContainerError: latest: not found)",
  );
  expect(taskFailure({ stoppedReason: "Task failed to start" }, "backend")).toBe("never ran (Task failed to start)");
  expect(taskFailure({ containers: [{ name: "sidecar", exitCode: 0 }] }, "backend")).toBe(
    "never ran (no reason given)",
  );
});
