import { JsonCodec2 } from "@aws-sdk/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema } from "@smithy/types";
import type { AwsError } from "../aws-error.ts";
import type { WireResponse } from "../service-endpoint.ts";

const EPOCH_SECONDS = 7 as const;

export function jsonAnswer(operation: StaticOperationSchema, output: object, requestId: string): WireResponse {
  const outputSchema = NormalizedSchema.of(operation[5]);
  if (outputSchema.isUnitSchema()) {
    return { status: 200, headers: headers(requestId), body: "" };
  }
  const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: EPOCH_SECONDS }, jsonName: false });
  const serializer = codec.createSerializer();
  serializer.write(outputSchema, output);
  const bytes = serializer.flush();
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { status: 200, headers: headers(requestId), body };
}

export function jsonError(error: AwsError, requestId: string): WireResponse {
  const body = JSON.stringify({ ...error.members, __type: error.code, message: error.message });
  return { status: error.httpStatus, headers: headers(requestId), body };
}

function headers(requestId: string): Record<string, string> {
  return { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId };
}
