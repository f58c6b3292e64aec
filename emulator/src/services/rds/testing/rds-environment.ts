import { join } from "node:path";
import type { CreateDBInstanceMessage, DBInstance } from "@aws-sdk/client-rds";
import { Client } from "pg";
import { CertificateAuthority } from "../../../certificates/authority.ts";
import { Addresses } from "../../../endpoints/addresses.ts";
import { Forwarders } from "../../../endpoints/forwarders.ts";
import type { Instance } from "../../../instance/instance.ts";
import { createLog } from "../../../log.ts";
import { Supervisor } from "../../../runtimes/process/supervisor.ts";
import { Store } from "../../../store/store.ts";
import { until } from "../../../wait/until.ts";
import type { CallContext } from "../../../wire/handlers.ts";
import { createRds, type RdsDependencies, type RdsService } from "../rds.ts";

/** The RDS part of an emulator, for tests: everything real but EC2. */
export interface RdsEnvironment {
  readonly rds: RdsService;
  readonly call: CallContext;
  readonly log: readonly string[];
  readonly caCertificatePem: string;
  describe(identifier: string): Promise<DBInstance>;
  untilStatus(identifier: string, status: string): Promise<DBInstance>;
  /** Available, and with a standby that may be promoted. */
  untilRedundant(identifier: string): Promise<DBInstance>;
  stop(): Promise<void>;
}

export const MASTER_USERNAME = "payment_user";
export const DATABASE = "payment_system";
/** Holds what SQL, shells and configuration files treat specially, as far as RDS allows it. */
export const MASTER_PASSWORD = "it's$(true)\\';--%s";

export async function startRdsEnvironment(
  instance: Instance,
  options: Pick<RdsDependencies, "metricsIntervalMs" | "storage" | "walUploadIntervalMs"> = {},
): Promise<RdsEnvironment> {
  const log: string[] = [];
  const store = new Store(join(instance.directories.state, "control-plane.sqlite"));
  const { supervisor } = await Supervisor.start(instance.directories.root, [instance.directories.data]);
  const certificates = await CertificateAuthority.open(instance.directories.certificates);
  const forwarders = new Forwarders();
  const rds = createRds({
    instance,
    store,
    addresses: new Addresses(instance, store),
    supervisor,
    forwarders,
    certificates,
    log: createLog((line) => log.push(line)),
    findSubnets: async (ids) =>
      ids.filter((id) => id.startsWith("subnet-")).map((id) => ({ id, vpcId: "vpc-1", zone: `us-east-1${id.at(-1)}` })),
    monitor: { intervalMs: 100, timeoutMs: 500 },
    readReplicas: { intervalMs: 100, reconnectAfterMs: 500, copyAfterMs: 4_000 },
    ...options,
  });
  await rds.start();
  const call = { requestId: "test", region: instance.region, accountId: instance.accountId };
  const describe = async (identifier: string): Promise<DBInstance> => {
    const { DBInstances } = await rds.handlers.DescribeDBInstances({ DBInstanceIdentifier: identifier }, call);
    return DBInstances![0]!;
  };
  const untilShown = async (identifier: string, what: string, isShown: (instance: DBInstance) => boolean) => {
    const shown = async () => {
      const seen = await describe(identifier);
      return isShown(seen) ? seen : undefined;
    };
    return until(shown, { what: `${identifier} to be ${what}`, deadlineMs: 60_000 });
  };
  return {
    rds,
    call,
    log,
    caCertificatePem: certificates.caCertificatePem,
    describe,
    untilStatus: (identifier, status) => untilShown(identifier, status, (seen) => seen.DBInstanceStatus === status),
    untilRedundant: (identifier) =>
      untilShown(
        identifier,
        "redundant",
        (seen) => seen.DBInstanceStatus === "available" && seen.SecondaryAvailabilityZone !== undefined,
      ),
    stop: async () => {
      await rds.stop();
      await supervisor.stop();
      await forwarders.stop();
      store.close();
    },
  };
}

/** Asks for an instance with the master user and database of this file and the smallest of everything else. */
export async function requestInstance(
  environment: RdsEnvironment,
  identifier: string,
  multiAz: boolean,
  more: Partial<CreateDBInstanceMessage> = {},
): Promise<void> {
  await environment.rds.handlers.CreateDBInstance({ ...requestFor(identifier, multiAz), ...more }, environment.call);
}

export function requestFor(identifier: string, multiAz: boolean): CreateDBInstanceMessage {
  return {
    DBInstanceIdentifier: identifier,
    DBInstanceClass: "db.t4g.micro",
    Engine: "postgres",
    EngineVersion: "17",
    AllocatedStorage: 20,
    MasterUsername: MASTER_USERNAME,
    MasterUserPassword: MASTER_PASSWORD,
    DBName: DATABASE,
    MultiAZ: multiAz,
  };
}

/** The same, and waits until it is there. */
export async function createInstance(
  environment: RdsEnvironment,
  identifier: string,
  multiAz: boolean,
  more: Partial<CreateDBInstanceMessage> = {},
): Promise<void> {
  await requestInstance(environment, identifier, multiAz, more);
  await (multiAz ? environment.untilRedundant(identifier) : environment.untilStatus(identifier, "available"));
}

export interface Reachable {
  readonly address: string;
  readonly port: number;
  readonly caCertificatePem: string;
}

export async function reach(environment: RdsEnvironment, identifier: string): Promise<Reachable> {
  const { Endpoint } = await environment.describe(identifier);
  return { address: Endpoint!.Address!, port: Endpoint!.Port!, caCertificatePem: environment.caCertificatePem };
}

/** A connection through the endpoint, as an application makes it: TLS, verified. */
export async function connectTo(endpoint: Reachable, password = MASTER_PASSWORD): Promise<Client> {
  const client = new Client({
    host: endpoint.address,
    port: endpoint.port,
    user: MASTER_USERNAME,
    password,
    database: DATABASE,
    connectionTimeoutMillis: 20_000,
    ssl: { ca: endpoint.caCertificatePem },
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Rows of one statement on a connection of its own. */
export async function ask<Row>(endpoint: Reachable, text: string, password = MASTER_PASSWORD): Promise<Row[]> {
  const client = await connectTo(endpoint, password);
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}
