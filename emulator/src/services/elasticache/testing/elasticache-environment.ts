import { join } from "node:path";
import { ElastiCache, type CacheCluster, type ReplicationGroup } from "@aws-sdk/client-elasticache";
import { CertificateAuthority } from "../../../certificates/authority.ts";
import { Addresses } from "../../../endpoints/addresses.ts";
import { Forwarders } from "../../../endpoints/forwarders.ts";
import { createGateway } from "../../../gateway/gateway.ts";
import type { Instance } from "../../../instance/instance.ts";
import { createLog } from "../../../log.ts";
import { Supervisor } from "../../../runtimes/process/supervisor.ts";
import { Store } from "../../../store/store.ts";
import { until } from "../../../wait/until.ts";
import { createElasticache, type ElasticacheService } from "../elasticache.ts";

/** The ElastiCache part of an emulator behind a gateway, for tests: everything real but EC2. */
export interface ElasticacheEnvironment {
  readonly elasticache: ElasticacheService;
  readonly client: ElastiCache;
  /** Of the gateway. */
  readonly url: string;
  readonly log: readonly string[];
  readonly caCertificatePem: string;
  describe(identifier: string): Promise<ReplicationGroup>;
  /** The group's cache clusters with their nodes. */
  clusters(): Promise<CacheCluster[]>;
  /** Status `available`, and every node in sync. */
  untilAvailable(identifier: string): Promise<ReplicationGroup>;
  /** Messages of events, oldest first, as `<source>: <message>`. */
  events(): Promise<string[]>;
  stop(): Promise<void>;
}

const VENV = join(import.meta.dirname, "../../../../../.local/venv");
/** Holds what configuration files and shells treat specially, as far as ElastiCache allows it. */
export const AUTH_TOKEN = "it's$(true)\\';--!&#^<>";

export async function startElasticacheEnvironment(
  instance: Instance,
  options: { readonly testFailoversMax?: number; readonly maintenanceIntervalMs?: number } = {},
): Promise<ElasticacheEnvironment> {
  const log: string[] = [];
  const store = new Store(join(instance.directories.state, "control-plane.sqlite"));
  const { supervisor } = await Supervisor.start(instance.directories.root, [instance.directories.data]);
  const certificates = await CertificateAuthority.open(instance.directories.certificates);
  const forwarders = new Forwarders();
  const elasticache = createElasticache({
    instance,
    store,
    addresses: new Addresses(instance, store),
    supervisor,
    forwarders,
    certificates,
    venvDirectory: VENV,
    log: createLog((line) => log.push(line)),
    findSubnets: async (ids) =>
      ids.filter((id) => id.startsWith("subnet-")).map((id) => ({ id, vpcId: "vpc-1", zone: `us-east-1${id.at(-1)}` })),
    monitor: { intervalMs: 100, timeoutMs: 300 },
    ...options,
  });
  const { client, url, close } = await serve(instance, elasticache);
  await elasticache.start();
  const describe = async (identifier: string): Promise<ReplicationGroup> => {
    const { ReplicationGroups } = await client.describeReplicationGroups({ ReplicationGroupId: identifier });
    return ReplicationGroups![0]!;
  };
  const clusters = async (): Promise<CacheCluster[]> =>
    (await client.describeCacheClusters({ ShowCacheNodeInfo: true })).CacheClusters!;
  return {
    elasticache,
    client,
    url,
    log,
    caCertificatePem: certificates.caCertificatePem,
    describe,
    clusters,
    untilAvailable: (identifier) =>
      until(
        async () => {
          const group = await describe(identifier);
          const members = (await clusters()).filter(({ ReplicationGroupId }) => ReplicationGroupId === identifier);
          const isReady = members.every(({ CacheClusterStatus }) => CacheClusterStatus === "available");
          return group.Status === "available" && isReady && members.length === group.MemberClusters!.length
            ? group
            : undefined;
        },
        { what: `${identifier} to be available`, deadlineMs: 60_000 },
      ),
    events: async () => {
      const { Events } = await client.describeEvents({});
      return Events!.map(({ SourceIdentifier, Message }) => `${SourceIdentifier}: ${Message}`);
    },
    stop: async () => {
      await close();
      await elasticache.stop();
      await supervisor.stop();
      await forwarders.stop();
      store.close();
    },
  };
}

/** Serves ElastiCache at a gateway of its own. */
async function serve(
  instance: Instance,
  elasticache: ElasticacheService,
): Promise<{ client: ElastiCache; url: string; close: () => Promise<void> }> {
  const gateway = createGateway({
    instance,
    services: [elasticache.endpoint],
    routes: elasticache.controlRoutes,
    intercepts: [],
    upstream: () => undefined,
    status: () => ({ emulator: "running", localstack: "stopped" }),
    resources: () => elasticache.resources(),
    log: () => {},
  });
  const port = await gateway.listen();
  const url = `http://127.0.0.1:${port}`;
  const client = clientOf(url);
  const close = async (): Promise<void> => {
    client.destroy();
    await gateway.close();
  };
  return { client, url, close };
}

export function clientOf(endpoint: string): ElastiCache {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new ElastiCache({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
}

/** A group of a primary and a replica in two zones with AUTH, TLS and automatic failover, and the smallest of all else. */
export const REQUEST = {
  ReplicationGroupDescription: "For a test",
  Engine: "valkey",
  CacheNodeType: "cache.t4g.micro",
  NumCacheClusters: 2,
  AutomaticFailoverEnabled: true,
  MultiAZEnabled: true,
  TransitEncryptionEnabled: true,
  AuthToken: AUTH_TOKEN,
} as const;

export async function createGroup(
  environment: ElasticacheEnvironment,
  identifier: string,
  changes: Record<string, unknown> = {},
): Promise<ReplicationGroup> {
  const request = { ...REQUEST, ...changes, ReplicationGroupId: identifier };
  await environment.client.createReplicationGroup(request);
  return environment.untilAvailable(identifier);
}
