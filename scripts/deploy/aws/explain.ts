import { DeployError } from "../errors.ts";
import type { AwsAccess } from "./access.ts";

const UNREACHABLE = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT", "EHOSTUNREACH", "TimeoutError"]);

/** Turns what an SDK client throws into one sentence that says what to do; anything else is returned as it is. */
export function explain(error: unknown, access: AwsAccess): unknown {
  if (!(error instanceof Error) || error instanceof DeployError) return error;
  const { code } = error as { code?: string };
  if (UNREACHABLE.has(code ?? error.name)) {
    const target = access.endpoint ?? `AWS in ${access.region}`;
    const remedy =
      access.endpoint === undefined
        ? "check the network and AWS_REGION"
        : "start it with npm run dev:local, or unset AWS_ENDPOINT_URL to deploy to AWS";
    return new DeployError("TargetUnreachable", `${target} does not answer; ${remedy}.`, { cause: error });
  }
  if (error.name === "CredentialsProviderError") {
    const message = "There are no AWS credentials; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
    return new DeployError("TargetUnreachable", message, { cause: error });
  }
  if ("$metadata" in error) {
    const [message] = error.message.split("\n");
    return new DeployError("AwsRefused", `AWS refused with ${error.name}: ${message}`, { cause: error });
  }
  return error;
}
