import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CertificateAuthority } from "../../../certificates/authority.ts";
import { Addresses } from "../../../endpoints/addresses.ts";
import { Forwarders } from "../../../endpoints/forwarders.ts";
import { Supervisor } from "../../../runtimes/process/supervisor.ts";
import { Store } from "../../../store/store.ts";
import { testInstance, type TestInstance } from "../../../testing/test-instance.ts";
import { until } from "../../../wait/until.ts";
import { NO_AUTHENTICATION } from "../state/auth-token.ts";
import { serverSettings } from "../state/parameter-catalogue.ts";
import { findEngines } from "./engines.ts";
import { failOver } from "./fail-over.ts";
import type { Wanted } from "./node-configuration.ts";
import { ReplicationServers } from "./replication-servers.ts";
import { newCredentials } from "./site.ts";
import { topologies } from "./topology.ts";

let instance: TestInstance;
let supervisor: Supervisor;
let forwarders: Forwarders;
let store: Store;
let servers: ReplicationServers;

beforeAll(async () => {
  instance = await testInstance();
  store = new Store(join(instance.directories.state, "control-plane.sqlite"));
  ({ supervisor } = await Supervisor.start(instance.directories.root, [instance.directories.data]));
  forwarders = new Forwarders();
  const certificates = await CertificateAuthority.open(instance.directories.certificates);
  const addresses = new Addresses(instance, store);
  const log = (): void => {};
  const venvDirectory = join(import.meta.dirname, "../../../../../.local/venv");
  const [engine] = await findEngines({ instance, addresses, supervisor, venvDirectory, log });
  const { binary, catalogue, directives } = engine!;
  const wanted: Wanted = {
    nodes: new Map(["001", "002", "003"].map((name) => [name, "us-east-1a"])),
    automaticFailover: true,
    settings: serverSettings(catalogue, {}, 1e8),
    authentication: NO_AUTHENTICATION,
    users: undefined,
    transitEncryption: "none",
  };
  const site = {
    ...{ resourceId: "group", port: 6379, binary, directives, supervisor, credentials: newCredentials() },
    directory: join(instance.directories.data, "group"),
    logDirectory: instance.directories.logs,
    groupAddresses: () => ({ primary: addresses.reserve("primary"), reader: addresses.reserve("reader") }),
    nodeAddress: (node: string) => addresses.reserve(node),
  };
  const dependencies = { site, forwarders, certificates, topologies: topologies(store), log };
  servers = new ReplicationServers({ ...dependencies, wanted: () => wanted, emit: () => {} }, { intervalMs: 100 });
  await servers.create();
  await servers.untilSettled(30_000, new AbortController().signal);
});
afterAll(async () => {
  await servers.destroy();
  await supervisor.stop();
  await forwarders.stop();
  store.close();
  await instance[Symbol.asyncDispose]();
});

test("of two replicas the one that has more becomes the primary, and the other one gets its data", async () => {
  await servers.exclusively(async (context) => {
    // The first replica stays where it is; nobody looks meanwhile.
    await context.node("002").command(["REPLICAOF", "NO", "ONE"]);
    await context.primary.command(["SET", "late", "1"]);
    await context.primary.command(["WAIT", "1", "5000"]);
    await failOver(context);
  });
  expect(servers.context.topology.primary).toBe("003");
  await servers.untilSettled(30_000, new AbortController().signal);
  for (const name of ["001", "002", "003"]) {
    const has = async () => (await servers.context.node(name).command(["GET", "late"])) === "1";
    await until(has, { what: `${name} to have the write`, deadlineMs: 10_000 });
  }
});

test("a primary that was not told of its promotion is promoted, and a stray replica follows again", async () => {
  const { context } = servers;
  await servers.exclusively(async () => {
    const { address, port } = context.node("002").target;
    await context.primary.command(["REPLICAOF", address, String(port)]);
  });
  const role = async () => (await context.primary.replication(1_000)).role === "primary";
  await until(role, { what: "the primary to lead", deadlineMs: 10_000 });
  await servers.untilSettled(30_000, new AbortController().signal);
  expect(context.topology.primary).toBe("003");
});
