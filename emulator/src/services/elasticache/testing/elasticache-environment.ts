import { join } from "node:path";
import type { CacheCluster, ReplicationGroup } from "@aws-sdk/client-elasticache";
import { CertificateAuthority } from "../../../certificates/authority.ts";
import { Addresses } from "../../../endpoints/addresses.ts";
import { Forwarders } from "../../../endpoints/forwarders.ts";
import type { Instance } from "../../../instance/instance.ts";
import { createLog } from "../../../log.ts";
import { Supervisor } from "../../../runtimes/process/supervisor.ts";
import { Store } from "../../../store/store.ts";
import { until } from "../../../wait/until.ts";
import type { CallContext } from "../../../wire/handlers.ts";
import { createElasticache, type ElasticacheService } from "../elasticache.ts";

/** The ElastiCache part of an emulator, for tests: everything real but EC2. */
export interface ElasticacheEnvironment {
  readonly elasticache: ElasticacheService;
  readonly call: CallContext;
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
  options: { readonly testFailoversMax?: number } = {},
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
  await elasticache.start();
  const { handlers } = elasticache;
  const call = { requestId: "test", region: instance.region, accountId: instance.accountId };
  const describe = async (identifier: string): Promise<ReplicationGroup> => {
    const { ReplicationGroups } = await handlers.DescribeReplicationGroups({ ReplicationGroupId: identifier }, call);
    return ReplicationGroups![0]!;
  };
  const clusters = async (): Promise<CacheCluster[]> =>
    (await handlers.DescribeCacheClusters({ ShowCacheNodeInfo: true }, call)).CacheClusters!;
  return {
    elasticache,
    call,
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
      const { Events } = await handlers.DescribeEvents({}, call);
      return Events!.map(({ SourceIdentifier, Message }) => `${SourceIdentifier}: ${Message}`);
    },
    stop: async () => {
      await elasticache.stop();
      await supervisor.stop();
      await forwarders.stop();
      store.close();
    },
  };
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
  await environment.elasticache.handlers.CreateReplicationGroup(request, environment.call);
  return environment.untilAvailable(identifier);
}
