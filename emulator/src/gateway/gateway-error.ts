import type { IncomingMessage } from "node:http";
import type { AwsError } from "../wire/aws-error.ts";
import type { WireResponse } from "../wire/service-endpoint.ts";
import { xmlError } from "../wire/query/xml-answer.ts";
import { jsonError } from "../wire/json/json-answer.ts";

/** An error in the shape that the request's own client reads; for services whose model the gateway doesn't have. */
export function gatewayError(
  request: Pick<IncomingMessage, "headers">,
  error: AwsError,
  requestId: string,
): WireResponse {
  const isJson = request.headers["x-amz-target"] !== undefined || /json/.test(request.headers["content-type"] ?? "");
  const { status, headers, body } = isJson ? jsonError(error, requestId) : xmlError(error, "", requestId);
  return { status, headers: error.httpStatus === 503 ? { ...headers, "retry-after": "1" } : headers, body };
}
