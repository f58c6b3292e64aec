import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ParityError } from "../errors.ts";

const output = z.object({ value: z.string().min(1) });

/** The members of `outputs/{env}-outputs.json` that the harness uses; the file has more. */
const outputsSchema = z.object({
  api_url: output,
  db_instance_identifier: output,
  ecs_cluster_name: output,
  backend_service_name: output,
  backend_log_group: output.optional(),
  redis_replication_group_id: output.optional(),
  app_config_secret_name: output.optional(),
  template_hash: output.optional(),
});

export interface EnvironmentOutputs {
  readonly apiUrl: string;
  readonly dbInstanceIdentifier: string;
  readonly ecsClusterName: string;
  readonly backendServiceName: string;
  readonly backendLogGroup: string;
  readonly redisReplicationGroupId: string;
  readonly appConfigSecretName: string;
  readonly templateHash: string | null;
}

/** Reads what the deployment of an environment left behind. Throws `EnvironmentUnknown`. */
export async function environmentOutputs(directory: string, environment: string): Promise<EnvironmentOutputs> {
  const file = join(directory, `${environment}-outputs.json`);
  const deploy = `deploy it with "npm run deploy -- all --env ${environment}" (or "npm run dev:local" for local).`;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new ParityError("EnvironmentUnknown", `Environment ${environment} has no ${file}; ${deploy}`, { cause });
  }
  const outputs = outputsSchema.safeParse(parsed(text));
  if (!outputs.success) {
    const members = outputs.error.issues.map((issue) => issue.path.join(".") || "the whole file").join(", ");
    throw new ParityError("EnvironmentUnknown", `${file} lacks or has wrong: ${members}; ${deploy}`);
  }
  const { data } = outputs;
  return {
    apiUrl: data.api_url.value,
    dbInstanceIdentifier: data.db_instance_identifier.value,
    ecsClusterName: data.ecs_cluster_name.value,
    backendServiceName: data.backend_service_name.value,
    backendLogGroup: data.backend_log_group?.value ?? `/ecs/payment-system-${environment}/backend`,
    redisReplicationGroupId: data.redis_replication_group_id?.value ?? `payment-system-${environment}-redis`,
    appConfigSecretName: data.app_config_secret_name?.value ?? `payment-system-${environment}/app/config`,
    templateHash: data.template_hash?.value ?? null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
