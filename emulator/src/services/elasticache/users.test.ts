import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Endpoint } from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import {
  AUTH_TOKEN,
  createGroup,
  startElasticacheEnvironment,
  type ElasticacheEnvironment,
} from "./testing/elasticache-environment.ts";
import { connectTo } from "./testing/redis-client.ts";

const ID = "orders";
const APP = "app-password-of-16";
const NEW = "new-password-of-16";
let instance: TestInstance;
let environment: ElasticacheEnvironment;
let primary: Endpoint;
let reader: Endpoint;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startElasticacheEnvironment(instance);
  const { client } = environment;
  const engine = { Engine: "valkey" };
  const closed = { ...engine, UserId: "closed", UserName: "default", AccessString: "off -@all" };
  await client.createUser({ ...closed, NoPasswordRequired: true });
  const app = { ...engine, UserId: "app", UserName: "app", AccessString: "on ~app:* -@all +get +set +ping" };
  const created = await client.createUser({ ...app, Passwords: [APP] });
  expect(created).toMatchObject({ Status: "active", Authentication: { Type: "password", PasswordCount: 1 } });
  await client.createUserGroup({ ...engine, UserGroupId: "team", UserIds: ["closed", "app"] });
  const group = await createGroup(environment, ID, { AuthToken: undefined, UserGroupIds: ["team"] });
  expect(group.UserGroupIds).toEqual(["team"]);
  primary = group.NodeGroups![0]!.PrimaryEndpoint!;
  reader = group.NodeGroups![0]!.ReaderEndpoint!;
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

async function ask(endpoint: Endpoint, command: string[], user: string, token: string): Promise<unknown> {
  const client = await connectTo(endpoint, { ca: environment.caCertificatePem, user, token });
  try {
    return await client.send(...command);
  } finally {
    client.close();
  }
}

async function untilActive(id: string): Promise<void> {
  const status = async () => (await environment.client.describeUsers({ UserId: id })).Users![0]!.Status === "active";
  await until(status, { what: `user ${id} to be active`, deadlineMs: 30_000 });
}

test("a user may do what its access string says, on every node, and nothing else", async () => {
  expect(await ask(primary, ["SET", "app:1", "x"], "app", APP)).toBe("OK");
  expect(await ask(reader, ["PING"], "app", APP)).toBe("PONG");
  await expect(ask(primary, ["SET", "other", "x"], "app", APP)).rejects.toThrow(/NOPERM/);
  await expect(ask(primary, ["DEL", "app:1"], "app", APP)).rejects.toThrow(/NOPERM/);
  await expect(ask(primary, ["PING"], "app", "wrong-password-of-16")).rejects.toThrow(/WRONGPASS/);
  await expect(ask(primary, ["PING"], "default", AUTH_TOKEN)).rejects.toThrow(/WRONGPASS/);
});

test("what belongs to ElastiCache is kept from a user who is allowed everything, in selectors too", async () => {
  const everything = { UserId: "root", UserName: "root", Engine: "valkey", Passwords: [APP] };
  await environment.client.createUser({ ...everything, AccessString: "on ~* &* +@all (~* +config +acl)" });
  await environment.client.modifyUserGroup({ UserGroupId: "team", UserIdsToAdd: ["root"] });
  const allowed = () => ask(primary, ["PING"], "root", APP);
  await until(allowed, { what: "the new member to be let in", deadlineMs: 30_000 });
  for (const command of [["CONFIG", "GET", "*"], ["ACL", "SETUSER", "x"], ["REPLICAOF", "NO", "ONE"], ["SHUTDOWN"]]) {
    await expect(ask(primary, command, "root", APP)).rejects.toThrow(/NOPERM/);
  }
  expect(await ask(primary, ["ACL", "WHOAMI"], "root", APP)).toBe("root");
});

test("a modified user's rules and passwords reach the servers, and a deleted user's connections end", async () => {
  const { client } = environment;
  const modified = await client.modifyUser({ UserId: "app", AppendAccessString: "+del", Passwords: [NEW] });
  expect(modified).toMatchObject({ Status: "modifying", AccessString: "on ~app:* -@all +get +set +ping +del" });
  await untilActive("app");
  await expect(ask(primary, ["PING"], "app", APP)).rejects.toThrow(/WRONGPASS/);
  expect(await ask(primary, ["DEL", "app:1"], "app", NEW)).toBe(1);
  const options = { ca: environment.caCertificatePem, user: "app", token: NEW };
  const connected = await connectTo(primary, options);
  expect((await client.deleteUser({ UserId: "app" })).Status).toBe("deleting");
  await connected.closed;
  await expect(ask(primary, ["PING"], "app", NEW)).rejects.toThrow(/WRONGPASS/);
  const ids = async () => (await client.describeUsers({})).Users!.map(({ UserId }) => UserId);
  await until(async () => !(await ids()).includes("app"), { what: "the user to be gone", deadlineMs: 30_000 });
  await expect(client.describeUsers({ UserId: "app" })).rejects.toMatchObject({ name: "UserNotFoundFault" });
  const { UserGroups } = await client.describeUserGroups({ UserGroupId: "team" });
  expect(UserGroups![0]).toMatchObject({ UserIds: ["closed", "root"], ReplicationGroups: [ID], Status: "active" });
});

test("a replica that replaces a dead one has the users, too, and no password is plain anywhere", async () => {
  const { pids } = environment.elasticache.resources()[0]!;
  process.kill(pids[1]!, "SIGKILL");
  await until(() => environment.elasticache.resources()[0]!.pids[1] !== pids[1], {
    what: "the dead replica to be replaced",
    deadlineMs: 30_000,
  });
  await environment.untilAvailable(ID);
  expect(await ask(reader, ["PING"], "root", APP)).toBe("PONG");
  const base = join(instance.directories.data, "elasticache");
  const written = readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === "redis.conf")
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  expect(written).toHaveLength(2);
  expect(written.join("") + environment.log.join("")).not.toContain(APP);
});

test("a group goes from a token to users and back to nobody in particular", async () => {
  const { client } = environment;
  const named = { ReplicationGroupId: "moving", ApplyImmediately: true };
  const one = { NumCacheClusters: 1, AutomaticFailoverEnabled: false, MultiAZEnabled: false };
  const group = await createGroup(environment, "moving", one);
  const endpoint = group.NodeGroups![0]!.PrimaryEndpoint!;
  const add = { ...named, UserGroupIdsToAdd: ["team"] };
  await expect(client.modifyReplicationGroup(add)).rejects.toThrow(/AuthTokenUpdateStrategy DELETE/);
  await client.modifyReplicationGroup({ ...add, AuthTokenUpdateStrategy: "DELETE" });
  expect((await environment.untilAvailable("moving")).AuthTokenEnabled).toBe(false);
  expect(await ask(endpoint, ["PING"], "root", APP)).toBe("PONG");
  await expect(ask(endpoint, ["PING"], "default", AUTH_TOKEN)).rejects.toThrow(/WRONGPASS/);
  await expect(client.deleteUserGroup({ UserGroupId: "team" })).rejects.toMatchObject({
    name: "InvalidUserGroupStateFault",
  });
  await client.modifyReplicationGroup({ ...named, RemoveUserGroups: true });
  expect((await environment.untilAvailable("moving")).UserGroupIds).toEqual([]);
  await expect(ask(endpoint, ["PING"], "root", APP)).rejects.toThrow(/WRONGPASS/);
});

test("the account's own user is there and stays", async () => {
  const { client } = environment;
  const { Users } = await client.describeUsers({ Filters: [{ Name: "user-name", Values: ["default"] }] });
  expect(Users!.map(({ UserId }) => UserId).sort()).toEqual(["closed", "default"]);
  await expect(client.deleteUser({ UserId: "default" })).rejects.toThrow(/default user/);
  const own = Users!.find(({ UserId }) => UserId === "default")!.ARN;
  const tag = client.addTagsToResource({ ResourceName: own, Tags: [{ Key: "a", Value: "b" }] });
  await expect(tag).rejects.toThrow(/has no tags/);
  const closed = Users!.find(({ UserId }) => UserId === "closed")!.ARN;
  await client.addTagsToResource({ ResourceName: closed, Tags: [{ Key: "a", Value: "b" }] });
  const { TagList } = await client.listTagsForResource({ ResourceName: closed });
  expect(TagList).toEqual([{ Key: "a", Value: "b" }]);
});

const USER = { UserId: "u", UserName: "u", Engine: "valkey", AccessString: "on ~* +@all", Passwords: [APP] };
test.each([
  [{ Passwords: ["short"] }, "InvalidParameterValueException", /16-128/],
  [{ Passwords: undefined }, "InvalidParameterValueException", /Authentication type: null is not in the allowed list/],
  [{ NoPasswordRequired: true }, "InvalidParameterCombinationException", /not allowed with authentication type/],
  [
    { AuthenticationMode: { Type: "password" as const }, Passwords: undefined },
    "InvalidParameterCombinationException",
    /at least one password/,
  ],
  [
    { AuthenticationMode: { Type: "password" as const, Passwords: [APP] } },
    "InvalidParameterCombinationException",
    /via multiple arguments/,
  ],
  [
    { AuthenticationMode: { Type: "password" as const }, Passwords: undefined, NoPasswordRequired: true },
    "InvalidParameterCombinationException",
    /flag is true but provided authentication type is password/,
  ],
  [{ AccessString: "on >secret +@all" }, "InvalidParameterValueException", /access string/],
  [{ AccessString: "on nopass" }, "InvalidParameterValueException", /access string/],
  [{ AccessString: "on +no-such-command" }, "InvalidParameterValueException", /access string/],
  [{ AccessString: "on +acl|none" }, "InvalidParameterValueException", /access string/],
  [{ AccessString: "on +@none" }, "InvalidParameterValueException", /access string/],
  [{ AccessString: "on (+get" }, "InvalidParameterValueException", /access string/],
  [{ UserName: "elasticache-admin" }, "InvalidParameterValueException", /UserName/],
  [{ UserName: "a b" }, "InvalidParameterValueException", /UserName/],
  [{ UserId: "9" }, "InvalidParameterValueException", /UserId/],
  [{ UserId: "root" }, "UserAlreadyExistsFault", /already exists/],
  [{ AuthenticationMode: { Type: "iam" as const }, Passwords: undefined }, "NotImplemented", /iam/],
])("a user with %j is refused", async (changes, name, message) => {
  await expect(environment.client.createUser({ ...USER, ...changes })).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message) as string,
  });
});

test.each([
  [{ Engine: "redis", UserIds: [] }, "DefaultUserRequired"],
  [{ UserIds: ["absent"] }, "UserNotFoundFault"],
  [{ UserIds: ["default", "closed"] }, "DuplicateUserNameFault"],
  [{ UserGroupId: "team", UserIds: ["closed"] }, "UserGroupAlreadyExistsFault"],
])("a user group with %j is refused", async (changes, name) => {
  const group = { UserGroupId: "g", Engine: "valkey", ...changes };
  await expect(environment.client.createUserGroup(group)).rejects.toMatchObject({ name });
});
