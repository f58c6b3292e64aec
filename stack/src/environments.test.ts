import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { environmentNamed } from "./environments.ts";

test.each(["prod", "", undefined, "toString", "Production"])("refuses %j and names the valid ones", (value) => {
  expect(() => environmentNamed(value)).toThrow(/choose one of local, staging, production\.$/);
});

test("synthesis of an unknown environment fails with one sentence and no stack trace", () => {
  const app = join(import.meta.dirname, "app.ts");
  const { status, stderr } = spawnSync(process.execPath, [app], {
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ env: "moon" }) },
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toBe(
    '"moon" is not an environment; choose one of local, staging, production. Pass it as CDK context: -c env=local\n',
  );
});
