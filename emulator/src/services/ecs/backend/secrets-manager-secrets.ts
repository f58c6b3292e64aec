import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Instance } from "../../../instance/instance.ts";
import type { SecretAnswer, SecretStore } from "./secret-store.ts";

const REQUEST_MS_MAX = 10_000;
const inTime = (): { abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.timeout(REQUEST_MS_MAX) });

/** Secrets Manager and SSM Parameter Store behind the instance's one endpoint. */
export function secretsManagerSecrets(instance: Pick<Instance, "endpointUrl" | "region">): SecretStore {
  const configuration = {
    endpoint: instance.endpointUrl,
    region: instance.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const secretsManager = new SecretsManagerClient(configuration);
  const ssm = new SSMClient(configuration);
  return {
    secret: ({ secretArn, versionStage, versionId }) =>
      answer(async () => {
        const { SecretString } = await secretsManager.send(
          new GetSecretValueCommand({
            SecretId: secretArn,
            ...(versionStage === undefined ? {} : { VersionStage: versionStage }),
            ...(versionId === undefined ? {} : { VersionId: versionId }),
          }),
          inTime(),
        );
        return SecretString === undefined ? { refused: "the secret is binary" } : { value: SecretString };
      }),
    parameter: (name) =>
      answer(async () => {
        const { Parameters } = await ssm.send(
          new GetParametersCommand({ Names: [name], WithDecryption: true }),
          inTime(),
        );
        const value = Parameters?.[0]?.Value;
        return value === undefined ? { refused: `invalid ssm parameters: ${name}` } : { value };
      }),
  };
}

/** A 4xx is the service's definite no; anything else, a lost connection included, tells nothing. */
async function answer(ask: () => Promise<SecretAnswer>): Promise<SecretAnswer> {
  try {
    return await ask();
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode ?? 0;
    if (status >= 400 && status < 500 && !/Throttl|TooManyRequests/.test(name)) {
      return { refused: `${name}: ${message}` };
    }
    throw error;
  }
}
