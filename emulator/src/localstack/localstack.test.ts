import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Instance } from "../instance/instance.ts";
import { until } from "../wait/until.ts";
import type { LocalStack } from "./localstack.ts";
import { listeningAddresses } from "./testing/listening-addresses.ts";
import { KEPT, KeptState } from "./testing/kept-state.ts";
import { startLocalStackEnvironment, type LocalStackEnvironment } from "./testing/localstack-environment.ts";
import type { MemoryType } from "./testing/memory-type.ts";
import { group, parameter } from "./testing/templates.ts";
import { TestStack, type Template } from "./testing/test-stack.ts";
import { unsignedCall } from "./testing/unsigned-call.ts";

let environment: LocalStackEnvironment;
let instance: Instance;
let localStack: LocalStack;
let cloudFormation: CloudFormationClient;
let groups: MemoryType;
let secrets: SecretsManagerClient;
let kept: KeptState;

beforeAll(async () => {
  environment = await startLocalStackEnvironment();
  ({ instance, localStack, cloudFormation, groups } = environment);
  secrets = new SecretsManagerClient(environment.client);
  kept = new KeptState(environment.client);
}, 600_000);

afterAll(async () => environment?.[Symbol.asyncDispose]());

beforeEach(() => void groups.operations.splice(0));

async function secretValue(SecretId: string): Promise<string | undefined> {
  return (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString;
}

test("it listens on its own loopback address alone", () => {
  const { host, port } = localStack.address()!;
  expect(host).toBe(`127.${instance.addressBlock}.0.2`);
  expect(listeningAddresses(localStack.status().pid!)).toEqual([`${host}:${port}`]);
});

test("a stack's resources are created, updated, replaced and deleted by the emulator", async () => {
  const stack = new TestStack(cloudFormation, "types");
  const template = (name: string, description: string): Template => ({
    Resources: { Group: group(name, description), Port: parameter({ "Fn::GetAtt": ["Group", "Endpoint.Port"] }) },
    Outputs: {
      Ref: { Value: { Ref: "Group" } },
      Address: { Value: { "Fn::GetAtt": ["Group", "Endpoint.Address"] } },
      Registry: { Value: { "Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}" } },
    },
  });
  expect(await stack.deploy(template("one", "first"), "CREATE")).toBe("CREATE_COMPLETE");
  expect(await stack.outputs()).toEqual({
    Ref: "one",
    Address: "127.1.2.3",
    Registry: "000000000000.dkr.ecr.us-east-1.localhost",
  });
  expect(await stack.deploy(template("one", "second"), "UPDATE")).toBe("UPDATE_COMPLETE");
  expect(groups.resources.get("one")).toMatchObject({ DBSubnetGroupDescription: "second" });
  expect(await stack.deploy(template("two", "second"), "UPDATE")).toBe("UPDATE_COMPLETE");
  expect(await stack.outputs()).toMatchObject({ Ref: "two" });
  expect(await stack.resources()).toMatchObject({ Group: "two UPDATE_COMPLETE" });
  expect(await stack.delete()).toBe("DELETE_COMPLETE");
  expect(groups.operations).toEqual(["create one", "update one", "create two", "delete one", "delete two"]);
});

test("rules of security groups are real rules", async () => {
  const stack = new TestStack(cloudFormation, "rules");
  const Group = {
    Type: "AWS::EC2::SecurityGroup",
    Properties: { GroupDescription: "g", SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: "255.255.255.255/32" }] },
  };
  const id = { "Fn::GetAtt": ["Group", "GroupId"] };
  const rule = { GroupId: id, IpProtocol: "tcp", FromPort: 5432, ToPort: 5432 };
  const Ingress = { Type: "AWS::EC2::SecurityGroupIngress", Properties: { ...rule, SourceSecurityGroupId: id } };
  const Egress = { Type: "AWS::EC2::SecurityGroupEgress", Properties: { ...rule, DestinationSecurityGroupId: id } };
  const Outputs = { Id: { Value: id } };
  const rules = async (): Promise<number> => {
    const body = `Action=DescribeSecurityGroupRules&Version=2016-11-15&Filter.1.Name=group-id&Filter.1.Value.1=${(await stack.outputs())["Id"]}`;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const text = await (await unsignedCall(instance.endpointUrl, "ec2", "/", { method: "POST", headers, body })).text();
    return text.split("<fromPort>5432</fromPort>").length - 1;
  };
  expect(await stack.deploy({ Resources: { Group, Ingress, Egress }, Outputs }, "CREATE")).toBe("CREATE_COMPLETE");
  expect(await rules()).toBe(2);
  expect(await stack.deploy({ Resources: { Group }, Outputs }, "UPDATE")).toBe("UPDATE_COMPLETE");
  expect(await rules()).toBe(0);
  expect(await stack.delete()).toBe("DELETE_COMPLETE");
});

test("URLs that it returns lead through the gateway", async () => {
  const sqs = async (action: string, url: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${action}` };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return (await (await unsignedCall(instance.endpointUrl, "sqs", url, init)).json()) as Record<string, unknown>;
  };
  const { QueueUrl } = (await sqs("CreateQueue", "/", { QueueName: "q" })) as { QueueUrl: string };
  expect(new URL(QueueUrl).origin).toBe(instance.endpointUrl);
  await sqs("SendMessage", QueueUrl, { QueueUrl, MessageBody: "hello" });
  expect(await sqs("ReceiveMessage", QueueUrl, { QueueUrl })).toMatchObject({ Messages: [{ Body: "hello" }] });
});

const snapshots = (): string => join(instance.directories.localstack, "state", "snapshots");
const completeSnapshots = (): string[] =>
  readdirSync(snapshots())
    .filter((id) => /^\d+$/.test(id) && existsSync(join(snapshots(), id, "manifest.json")))
    .sort();

test("killed, it starts again with what was there a little before, and knows what a deployment had done", async () => {
  await kept.create();
  const interrupted = new TestStack(cloudFormation, "interrupted");
  const Slow = group("slow", "never", { DependsOn: "Done" });
  const deployment = interrupted.deploy({ Resources: { Done: group("done"), Slow } }, "CREATE");
  await until(() => groups.operations.includes("create slow"), { what: "the slow resource", deadlineMs: 30_000 });
  await secrets.send(new CreateSecretCommand({ Name: "last", SecretString: "four" }));
  const acknowledged = BigInt(Date.now()) * 1_000_000n;
  // An id is the time when the snapshot was begun.
  await until(() => completeSnapshots().some((id) => BigInt(id) > acknowledged), {
    what: "a snapshot",
    deadlineMs: 30_000,
  });
  process.kill(localStack.status().pid!, "SIGKILL");
  await until(() => localStack.status().restarts === 1 && localStack.status().state === "running", {
    what: "LocalStack to be started again",
    deadlineMs: 60_000,
  });
  expect(await kept.read()).toEqual(KEPT);
  expect(await secretValue("last")).toBe("four");
  expect(await deployment).toBe("ROLLBACK_FAILED");
  groups.operations.splice(0);
  expect(await interrupted.delete()).toBe("DELETE_COMPLETE");
  expect(groups.operations).toEqual(["delete done"]);
});

test("stopped and started, everything is there, and the stack deploys on", async () => {
  await secrets.send(new PutSecretValueCommand({ SecretId: "last", SecretString: "five" }));
  await localStack.stop();
  expect(localStack.address()).toBeUndefined();
  await localStack.start();
  expect(await kept.read()).toEqual(KEPT);
  expect(await secretValue("last")).toBe("five");
  groups.operations.splice(0);
  const stack = new TestStack(cloudFormation, "kept");
  expect(await stack.deploy({ Resources: { Group: group("kept", "later") } }, "UPDATE")).toBe("UPDATE_COMPLETE");
  expect(groups.operations).toEqual(["update kept"]);
});

test("a damaged snapshot is set aside with its reason, and the one before is loaded", async () => {
  await localStack.stop();
  const newest = completeSnapshots().at(-1)!;
  writeFileSync(join(snapshots(), newest, "secretsmanager.0"), "damaged");
  await localStack.start();
  expect(readdirSync(snapshots())).toContain(`unreadable-${newest}`);
  expect(environment.logged.join("\n")).toContain(
    "Saved state of LocalStack was set aside: secretsmanager.0 is missing or damaged",
  );
  expect(await kept.read()).toEqual(KEPT);
});
