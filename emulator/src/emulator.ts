import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CertificateAuthority } from "./certificates/authority.ts";
import { createCloudFormation } from "./cloudformation/cloudformation.ts";
import { createConsole } from "./console/console.ts";
import { Addresses } from "./endpoints/addresses.ts";
import { Forwarders } from "./endpoints/forwarders.ts";
import { createGateway } from "./gateway/gateway.ts";
import type { Instance } from "./instance/instance.ts";
import { createLocalStack, type LocalStack } from "./localstack/localstack.ts";
import type { Log } from "./log.ts";
import { Supervisor } from "./runtimes/process/supervisor.ts";
import { acmIntercepts } from "./services/acm/acm-intercepts.ts";
import { ImportedCertificates } from "./services/acm/imported-certificates.ts";
import type { ResourceStatus } from "./services/emulated-service.ts";
import { createEcr } from "./services/ecr/ecr.ts";
import { elbv2TargetGroups } from "./services/ecs/backend/elbv2-target-groups.ts";
import { createEcs } from "./services/ecs/ecs.ts";
import { createElasticache } from "./services/elasticache/elasticache.ts";
import { createElbv2 } from "./services/elbv2/elbv2.ts";
import { logsIntercepts } from "./services/logs/logs-intercepts.ts";
import { createRds } from "./services/rds/rds.ts";
import { Store } from "./store/store.ts";

export interface Emulator {
  /** Resolves when every server that the control plane knows is up. */
  start(): Promise<void>;
  /** Stops every server cleanly and saves everything. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  /** Between two uploads of a database's WAL; AWS's is five minutes. */
  readonly walUploadIntervalMs: number;
}

/** Wires the emulator of one instance together; what earlier emulators of it left running has ended then. */
export async function createEmulator(
  instance: Instance,
  venvDirectory: string,
  log: Log,
  { walUploadIntervalMs }: EmulatorOptions,
): Promise<Emulator> {
  const { directories } = instance;
  for (const directory of [directories.logs, directories.images]) mkdirSync(directory, { recursive: true });
  const store = new Store(join(directories.state, "control-plane.sqlite"));
  const addresses = new Addresses(instance, store);
  const { supervisor, ended } = await Supervisor.start(directories.root, [directories.root, directories.data]);
  if (ended.length > 0) log("warn", "Processes that an earlier emulator left were ended.", { pids: ended });
  const certificates = await CertificateAuthority.open(directories.certificates);
  const imported = new ImportedCertificates(store);
  const forwarders = new Forwarders();
  const localstack = createLocalStack({ instance, supervisor, venvDirectory, log });

  const shared = { instance, store, addresses, supervisor, forwarders, certificates, log };
  const rds = createRds({ ...shared, walUploadIntervalMs });
  const elasticache = createElasticache({ ...shared, venvDirectory });
  const ecr = createEcr(shared);
  const elbv2 = createElbv2({ ...shared, certificates: imported });
  const ecs = createEcs({
    ...shared,
    images: ecr.images,
    targetGroups: elbv2TargetGroups(elbv2.handlers, { ...instance, requestId: "ecs" }),
    caCertificateFile: certificates.caCertificateFile,
  });
  const services = [rds, elasticache, ecr, elbv2, ecs];
  const cloudFormation = createCloudFormation({ rds, elasticache, ecs, ecr, elbv2, instance, log });
  const resources = () => [localStackResource(localstack), ...services.flatMap((service) => service.resources())];
  const console = createConsole({
    instance,
    resources,
    databaseLogin: (identifier) => rds.monitoringLogin(identifier),
  });
  let state = "starting";
  const gateway = createGateway({
    instance,
    services: services.map(({ endpoint }) => endpoint),
    routes: [...services, cloudFormation, console].flatMap(({ controlRoutes }) => controlRoutes),
    intercepts: [
      ...acmIntercepts({ certificates: imported, isInUse: (arn) => elbv2.usesCertificate(arn) }),
      ...logsIntercepts(),
    ],
    upstream: () => localstack.address(),
    status: () => ({ emulator: state, localstack: localstack.status().state }),
    resources,
    log,
  });

  return {
    start: async () => {
      await gateway.listen();
      await Promise.all([localstack.start(), rds.start(), elasticache.start(), ecr.start(), elbv2.start()]);
      await ecs.start();
      state = "running";
    },
    stop: async () => {
      state = "stopping";
      console.stop();
      await ecs.stop();
      await elbv2.stop();
      await Promise.all([rds.stop(), elasticache.stop(), ecr.stop(), localstack.stop()]);
      await gateway.close();
      await forwarders.stop();
      await supervisor.stop();
      store.close();
    },
  };
}

/** LocalStack is no resource of AWS's, but a server that a user wants to see. */
function localStackResource(localstack: LocalStack): ResourceStatus {
  const { state, pid } = localstack.status();
  return { type: "LocalStack", name: "localstack", state, pids: pid === undefined ? [] : [pid] };
}
