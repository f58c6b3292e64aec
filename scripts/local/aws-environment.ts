import { devNull } from "node:os";
import { join } from "node:path";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { INSTANCE_VARIABLE } from "./instance.ts";

/** Variables that could carry a real account's identity or another endpoint into a local command. */
const REAL_ACCOUNT_VARIABLES = /^(AWS_|CDK_DEFAULT_|LOCALSTACK_)/;

/** The AWS variables of an instance: its endpoint, dummy credentials, and nothing that could reach a real account. */
export function awsVariables(instance: Instance): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: instance.endpointUrl,
    AWS_ENDPOINT_URL_S3: instance.endpointUrl,
    AWS_REGION: instance.region,
    AWS_DEFAULT_REGION: instance.region,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    NODE_EXTRA_CA_CERTS: join(instance.directories.certificates, "ca.pem"),
    OUTPUTS_DIRECTORY: outputsDirectory(instance),
    [INSTANCE_VARIABLE]: String(instance.number),
  };
}

/** The whole environment for a child process that talks to the instance. */
export function localEnvironment(instance: Instance): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !REAL_ACCOUNT_VARIABLES.test(name));
  return { ...Object.fromEntries(inherited), ...awsVariables(instance) };
}

/** `outputs/` of the clone for instance 0, as the operators' guide has it; others keep theirs to themselves. */
export function outputsDirectory(instance: Instance): string {
  if (instance.number !== 0) return join(instance.directories.root, "outputs");
  return join(instance.directories.root, "..", "..", "outputs");
}
