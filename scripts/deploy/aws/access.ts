const DEFAULT_REGION = "us-east-1";

/** Where AWS is and who calls it. */
export interface AwsAccess {
  /** What `AWS_ENDPOINT_URL` says; undefined for AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Given to every SDK client, so that none falls back to another endpoint. */
  readonly client: {
    readonly region: string;
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Given to every child process. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Reads the shell's AWS variables. An endpoint other than AWS is meant for all services: it overrides profiles and
 * endpoints of single services, and dummy credentials stand in for missing ones, so that nothing reaches a real account.
 */
export function awsAccess(shell: NodeJS.ProcessEnv): AwsAccess {
  const endpoint = shell["AWS_ENDPOINT_URL"] || undefined;
  const region = shell["AWS_REGION"] || shell["AWS_DEFAULT_REGION"] || DEFAULT_REGION;
  const regional = { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  if (endpoint === undefined) return { endpoint, region, client: { region }, environment: { ...shell, ...regional } };
  const credentials = {
    accessKeyId: shell["AWS_ACCESS_KEY_ID"] || "test",
    secretAccessKey: shell["AWS_SECRET_ACCESS_KEY"] || "test",
  };
  const kept = Object.entries(shell).filter(([name]) => !name.startsWith("AWS_ENDPOINT_URL") && name !== "AWS_PROFILE");
  return {
    endpoint,
    region,
    client: { region, endpoint, credentials },
    environment: {
      ...Object.fromEntries(kept),
      ...regional,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      // cdklocal drops every AWS variable that is not named here.
      AWS_ENVAR_ALLOWLIST: "AWS_REGION,AWS_DEFAULT_REGION",
    },
  };
}
