import { ECSClient } from "@aws-sdk/client-ecs";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { z } from "zod";
import { ParityError, sentenceOf } from "../errors.ts";
import { recoverCommand } from "../recovery/recover-command.ts";
import { awsAccess, type AwsAccess } from "./aws-access.ts";
import { EcsService } from "./ecs-service.ts";
import { ElastiCacheCache } from "./elasticache-cache.ts";
import { emulatorFaults } from "./emulator-faults.ts";
import { environmentOutputs, type EnvironmentOutputs } from "./environment-outputs.ts";
import { loopbackUrl } from "./loopback.ts";
import { RdsBackups } from "./rds-backups.ts";
import { RdsDatabase } from "./rds-database.ts";
import { runningTasks } from "./running-tasks.ts";
import type { MerchantLogin, Target, TargetKind } from "./target.ts";

const DEMO_MERCHANT_EMAIL = "demo@payment-system.test";
/** `<stream prefix of the log driver>/<container>`. */
const BACKEND_LOG_STREAMS = "backend/backend";
const appConfigSchema = z.object({ demoMerchantPassword: z.string().min(1) });

export interface TargetRequest {
  readonly kind: TargetKind;
  readonly environment: string;
  /** Where `{env}-outputs.json` lies. */
  readonly outputsDirectory: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Finds a deployed environment. Throws `EnvironmentUnknown`, `TargetUnsafe` or `TargetUnavailable`. */
export async function openTarget(request: TargetRequest): Promise<Target & Disposable> {
  const access = awsAccess(request.kind, request.env);
  const outputs = await environmentOutputs(request.outputsDirectory, request.environment);
  const apiOrigin = apiUrl(request.kind, outputs.apiUrl).origin;
  const database = new RdsDatabase(access, outputs.dbInstanceIdentifier);
  const backups = new RdsBackups(access, database);
  const ecs = new ECSClient(access);
  const service = new EcsService(access, {
    cluster: outputs.ecsClusterName,
    service: outputs.backendServiceName,
    logGroup: outputs.backendLogGroup,
    logStreamPrefix: BACKEND_LOG_STREAMS,
  });
  const cache = new ElastiCacheCache(access, outputs.redisReplicationGroupId);
  const identifiers = { database: database.identifier, cache: cache.identifier };
  const faults =
    access.endpoint === undefined
      ? undefined
      : await reached("the emulator", emulatorFaults(new URL(access.endpoint), identifiers));
  return {
    kind: request.kind,
    environment: request.environment,
    region: access.region,
    apiOrigin,
    merchant: await reached("Secrets Manager", demoMerchant(access, outputs)),
    database,
    backups,
    recover: recoverCommand(request.env),
    service,
    cache,
    ...faults,
    record: async () => {
      const { Engine = "unknown", EngineVersion = "unknown", DBInstanceClass = "unknown" } = await database.instance();
      return {
        database: {
          identifier: database.identifier,
          engine: Engine,
          engineVersion: EngineVersion,
          instanceClass: DBInstanceClass,
        },
        tasks: await runningTasks(ecs, outputs.ecsClusterName, outputs.backendServiceName),
        templateHash: outputs.templateHash,
      };
    },
    [Symbol.dispose]: () => {
      database.close();
      backups.close();
      service.close();
      cache.close();
      ecs.destroy();
    },
  };
}

function apiUrl(kind: TargetKind, text: string): URL {
  if (kind === "local") return loopbackUrl(text, "api_url");
  const url = URL.parse(text);
  if (url?.protocol === "https:") return url;
  throw new ParityError("TargetUnsafe", `api_url must be an https URL, not ${JSON.stringify(text)}; deploy again.`);
}

async function demoMerchant(access: AwsAccess, outputs: EnvironmentOutputs): Promise<MerchantLogin> {
  const secrets = new SecretsManagerClient(access);
  try {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: outputs.appConfigSecretName }));
    const config = appConfigSchema.parse(JSON.parse(SecretString ?? "null"));
    return { email: DEMO_MERCHANT_EMAIL, password: config.demoMerchantPassword };
  } catch (error) {
    // Neither a parser's nor a schema's message may be quoted here: both can contain the secret.
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw new ParityError(
      "EnvironmentUnknown",
      `Secret ${outputs.appConfigSecretName} has no JSON member demoMerchantPassword; deploy the environment again.`,
    );
  } finally {
    secrets.destroy();
  }
}

async function reached<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ParityError) throw error;
    const message = `${what} did not answer as expected (${sentenceOf(error)}); check that the environment is up.`;
    throw new ParityError("TargetUnavailable", message, { cause: error });
  }
}
