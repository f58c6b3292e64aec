import { ParityError } from "../errors.ts";
import { loopbackUrl } from "./loopback.ts";
import type { TargetKind } from "./target.ts";

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 15_000;
const MAX_ATTEMPTS = 3;

/** How an AWS SDK client reaches the target; the part that all clients share. */
export interface AwsAccess {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
}

/**
 * Decides from the process environment where AWS calls go, and refuses a mix-up of targets: a local run pins its
 * endpoint and sends dummy credentials, so that neither a profile nor a service-specific variable can lead it to a real
 * account; a run on AWS must not be answered by a local endpoint, or its figures would be taken for AWS's.
 */
export function awsAccess(kind: TargetKind, env: NodeJS.ProcessEnv): AwsAccess {
  const common = {
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
  };
  const region = env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"];
  if (kind === "local") {
    const endpoint = loopbackUrl(env["AWS_ENDPOINT_URL"], "AWS_ENDPOINT_URL").href;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    return { ...common, region: region ?? "us-east-1", endpoint, credentials };
  }
  const override = Object.keys(env).find((name) => name.startsWith("AWS_ENDPOINT_URL") && env[name]);
  if (override) {
    throw new ParityError(
      "TargetUnsafe",
      `${override} is set, so this would not be AWS; unset it or use --target local.`,
    );
  }
  if (!region)
    throw new ParityError("TargetUnsafe", "Set AWS_REGION to the region that the environment was deployed to.");
  return { ...common, region };
}
