import { AwsError } from "../wire/aws-error.ts";
import type { Instance } from "../instance/instance.ts";

const DEADLINE_MS = 30_000;

export interface QueryAnswer {
  readonly status: number;
  /** XML */
  readonly body: string;
}

/**
 * One operation of a service that speaks the query protocol. Never rejects for an answer, whatever its status; throws
 * `ServiceUnavailable` when there is none.
 */
export type QueryApi = (action: string, parameters: Readonly<Record<string, string>>) => Promise<QueryAnswer>;

/**
 * A service behind the instance's own endpoint, asked by hand where a client for one or two operations would be too
 * much. `service` is its signing name, `version` that of its API.
 */
export function queryApi(
  { endpointUrl, region }: Pick<Instance, "endpointUrl" | "region">,
  service: string,
  version: string,
): QueryApi {
  return async (action, parameters) => {
    const date = new Date().toISOString().slice(0, 10).replaceAll("-", "");
    const response = await reached(service, endpointUrl, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=test/${date}/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: new URLSearchParams({ Action: action, Version: version, ...parameters }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    return { status: response.status, body: await response.text() };
  };
}

async function reached(service: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    const error = new AwsError("ServiceUnavailable", `${service} behind ${url} can't be reached; try again.`, 503);
    error.cause = cause;
    throw error;
  }
}
