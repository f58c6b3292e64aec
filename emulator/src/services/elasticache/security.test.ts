import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Endpoint } from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import {
  AUTH_TOKEN,
  createGroup,
  startElasticacheEnvironment,
  type ElasticacheEnvironment,
} from "./testing/elasticache-environment.ts";
import { connectTo, type ClientOptions } from "./testing/redis-client.ts";

const ID = "orders";
const named = { ReplicationGroupId: ID };
let instance: TestInstance;
let environment: ElasticacheEnvironment;
let primary: Endpoint;
let reader: Endpoint;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startElasticacheEnvironment(instance);
  const group = await createGroup(environment, ID);
  primary = group.NodeGroups![0]!.PrimaryEndpoint!;
  reader = group.NodeGroups![0]!.ReaderEndpoint!;
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const verified = (token?: string): ClientOptions => ({ ca: environment.caCertificatePem, ...(token && { token }) });

async function ask(endpoint: Endpoint, command: string[], options = verified(AUTH_TOKEN)): Promise<unknown> {
  const client = await connectTo(endpoint, options);
  try {
    return await client.send(...command);
  } finally {
    client.close();
  }
}

test("AUTH and TLS are enforced, and what belongs to ElastiCache is kept from clients", async () => {
  await expect(ask(primary, ["PING"], verified())).rejects.toThrow(/NOAUTH/);
  await expect(ask(primary, ["PING"], verified("another-token-of-16"))).rejects.toThrow(/WRONGPASS/);
  await expect(ask(primary, ["PING"], {})).rejects.toThrow(/connection lost/);
  for (const command of [["CONFIG", "GET", "*"], ["REPLICAOF", "NO", "ONE"], ["SHUTDOWN"], ["ACL", "SETUSER", "x"]]) {
    await expect(ask(primary, command)).rejects.toThrow(/NOPERM/);
  }
});

test("no token is in process arguments, logs or plain on disk, and the configuration is private", async () => {
  const { pids } = environment.elasticache.resources()[0]!;
  expect(pids).toHaveLength(2);
  const arguments_ = pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8")).join("");
  const base = join(instance.directories.data, "elasticache");
  const file = join(base, readdirSync(base)[0]!, "001", "redis.conf");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const written = [arguments_, readFileSync(file, "utf8"), environment.log.join("")].join("");
  expect(written).not.toContain(AUTH_TOKEN);
  expect(written).not.toContain("it's$(true)");
});

test("a rotated token is valid beside the old one until it is set", async () => {
  const token = "second-token-of-16";
  const rotate = { ...named, AuthToken: token, AuthTokenUpdateStrategy: "ROTATE" as const, ApplyImmediately: true };
  const { ReplicationGroup } = await environment.client.modifyReplicationGroup(rotate);
  expect(ReplicationGroup).toMatchObject({
    Status: "modifying",
    PendingModifiedValues: { AuthTokenStatus: "ROTATING" },
  });
  await environment.untilAvailable(ID);
  for (const each of [AUTH_TOKEN, token]) expect(await ask(primary, ["PING"], verified(each))).toBe("PONG");
  await environment.client.modifyReplicationGroup({ ...rotate, AuthTokenUpdateStrategy: "SET" });
  await environment.untilAvailable(ID);
  await expect(ask(primary, ["PING"], verified(AUTH_TOKEN))).rejects.toThrow(/WRONGPASS/);
  expect(await ask(reader, ["PING"], verified(token))).toBe("PONG");
  const back = { ...rotate, AuthToken: AUTH_TOKEN };
  await environment.client.modifyReplicationGroup(back);
  await environment.untilAvailable(ID);
  await environment.client.modifyReplicationGroup({ ...back, AuthTokenUpdateStrategy: "SET" });
  await environment.untilAvailable(ID);
});

test("encryption in transit can be made optional and required again", async () => {
  const mode = (TransitEncryptionMode: "preferred" | "required") =>
    environment.client.modifyReplicationGroup({ ...named, TransitEncryptionMode, ApplyImmediately: true });
  await mode("preferred");
  await environment.untilAvailable(ID);
  expect(await ask(primary, ["PING"], { token: AUTH_TOKEN })).toBe("PONG");
  expect(await ask(primary, ["PING"])).toBe("PONG");
  await mode("required");
  await environment.untilAvailable(ID);
  await expect(ask(primary, ["PING"], {})).rejects.toThrow(/connection lost/);
});
