import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startLocalStackEnvironment, type LocalStackEnvironment } from "./testing/localstack-environment.ts";
import type { MemoryType } from "./testing/memory-type.ts";
import { group, parameter } from "./testing/templates.ts";
import { TestStack, type Template } from "./testing/test-stack.ts";

let environment: LocalStackEnvironment;
let cloudFormation: CloudFormationClient;
let groups: MemoryType;

beforeAll(async () => {
  environment = await startLocalStackEnvironment();
  ({ cloudFormation, groups } = environment);
}, 600_000);

afterAll(async () => environment?.[Symbol.asyncDispose]());

beforeEach(() => void groups.operations.splice(0));

test("a failed creation names the type and the reason, and is rolled back", async () => {
  const unknown = new TestStack(cloudFormation, "unknown");
  const Unknown = { Type: "AWS::Kendra::Index", Properties: {}, DependsOn: "Group" };
  expect(await unknown.deploy({ Resources: { Group: group("u"), Unknown } }, "CREATE")).toBe("ROLLBACK_COMPLETE");
  expect(await unknown.failures()).toEqual([
    "Unknown: Resource type AWS::Kendra::Index is not supported by the local AWS",
  ]);
  const failing = new TestStack(cloudFormation, "failing");
  expect(await failing.deploy({ Resources: { Group: group("f", "fail create") } }, "CREATE")).toBe("ROLLBACK_COMPLETE");
  expect((await failing.failures())[0]).toMatch(/^Group: Resource handler returned message: "f refused to create"/);
  const attribute = new TestStack(cloudFormation, "attribute");
  const Bad = parameter({ "Fn::GetAtt": ["Group", "Nothing"] });
  expect(await attribute.deploy({ Resources: { Group: group("a"), Bad } }, "CREATE")).toBe("ROLLBACK_COMPLETE");
  expect((await attribute.failures())[0]).toMatch(
    /Resource Group \(AWS::RDS::DBSubnetGroup\) has no attribute Nothing/,
  );
  expect(groups.operations).toEqual(["create u", "delete u", "create f", "delete f", "create a", "delete a"]);
  expect(await unknown.delete()).toBe("DELETE_COMPLETE");
});

test("a failed update is undone, the next one deploys, and a failed deletion goes on when it is asked for again", async () => {
  const stack = new TestStack(cloudFormation, "undone");
  const before = { Kept: group("kept", "old"), Gone: group("gone"), Replaced: group("replaced") };
  const after = (last: string): Template => ({
    Resources: {
      Kept: group("kept", "fail delete"),
      Replaced: group("replacement"),
      Added: group("added"),
      Last: { ...group("last", last), DependsOn: ["Kept", "Replaced", "Added"] },
    },
  });
  expect(await stack.deploy({ Resources: before }, "CREATE")).toBe("CREATE_COMPLETE");
  expect(await stack.deploy(after("fail create"), "UPDATE")).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect([...groups.resources.keys()].sort()).toEqual(["gone", "kept", "replaced"]);
  expect(groups.resources.get("kept")).toMatchObject({ DBSubnetGroupDescription: "old" });
  expect(await stack.deploy(after("fine"), "UPDATE")).toBe("UPDATE_COMPLETE");
  expect([...groups.resources.keys()].sort()).toEqual(["added", "kept", "last", "replacement"]);
  expect(await stack.delete()).toBe("DELETE_FAILED");
  expect(await stack.resources()).toMatchObject({ Kept: "kept DELETE_FAILED" });
  expect(await stack.delete()).toBe("DELETE_COMPLETE");
  expect([...groups.resources.keys()]).toEqual([]);
});

test("a stack whose roll-back failed can be deleted", async () => {
  const stack = new TestStack(cloudFormation, "protected");
  const resources = {
    Dependent: { ...group("dependent"), DependsOn: "Refused" },
    Protected: group("protected", "fail delete"),
    Refused: { ...group("refused", "fail create"), DependsOn: "Protected" },
  };
  expect(await stack.create({ Resources: resources })).toBe("ROLLBACK_FAILED");
  expect(await stack.delete()).toBe("DELETE_COMPLETE");
  expect([...groups.resources.keys()]).toEqual([]);
});

test("a change of a referred resource replaces nothing, and what is to be retained stays", async () => {
  const stack = new TestStack(cloudFormation, "references");
  const template = (description: string): Template => ({
    Resources: {
      Referred: group("referred", description),
      Group: group({ Ref: "Referred" } as never, description, { DeletionPolicy: "Retain" }),
    },
  });
  expect(await stack.deploy(template("one"), "CREATE")).toBe("CREATE_COMPLETE");
  expect(await stack.deploy(template("two"), "UPDATE")).toBe("UPDATE_COMPLETE");
  expect(groups.operations.splice(0).map((operation) => operation.split(" ")[0])).toEqual([
    "create",
    "create",
    "update",
    "update",
  ]);
  expect(await stack.delete()).toBe("DELETE_COMPLETE");
  expect(groups.operations).toEqual(["delete referred"]);
});
