import { XmlShapeSerializer } from "@aws-sdk/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema, StaticStructureSchema } from "@smithy/types";
import type { AwsError } from "../aws-error.ts";
import type { WireResponse } from "../service-endpoint.ts";

const DATE_TIME = 5 as const;
const METADATA: StaticStructureSchema = [3, "", "ResponseMetadata", 0, ["RequestId"], [0]];
const FAULT: StaticStructureSchema = [3, "", "Error", 0, ["Type", "Code", "Message"], [0, 0, 0]];
const FAULT_ENVELOPE: StaticStructureSchema = [3, "", "ErrorResponse", 0, ["Error", "RequestId"], [() => FAULT, 0]];

/** `<XResponse><XResult>…</XResult><ResponseMetadata>…`, as every awsQuery service answers. */
export function xmlAnswer(
  operation: StaticOperationSchema,
  xmlNamespace: string,
  output: object,
  requestId: string,
): WireResponse {
  const [, , name, , , outputSchema] = operation;
  const empty = NormalizedSchema.of(outputSchema).isUnitSchema();
  const envelope: StaticStructureSchema = empty
    ? [3, "", `${name}Response`, 0, ["ResponseMetadata"], [() => METADATA]]
    : [3, "", `${name}Response`, 0, [`${name}Result`, "ResponseMetadata"], [outputSchema, () => METADATA]];
  const body = render(xmlNamespace, envelope, {
    [`${name}Result`]: output,
    ResponseMetadata: { RequestId: requestId },
  });
  return { status: 200, headers: headers(requestId), body };
}

export function xmlError(error: AwsError, xmlNamespace: string, requestId: string): WireResponse {
  const Type = error.fault === "client" ? "Sender" : "Receiver";
  const body = render(xmlNamespace, FAULT_ENVELOPE, {
    Error: { Type, Code: error.code, Message: error.message },
    RequestId: requestId,
  });
  return { status: error.httpStatus, headers: headers(requestId), body };
}

function headers(requestId: string): Record<string, string> {
  return { "content-type": "text/xml", "x-amzn-requestid": requestId };
}

function render(xmlNamespace: string, envelope: StaticStructureSchema, value: object): string {
  const serializer = new XmlShapeSerializer({
    xmlNamespace,
    serviceNamespace: "",
    httpBindings: false,
    timestampFormat: { useTrait: true, default: DATE_TIME },
  });
  serializer.write(envelope, value);
  return legalXml(String(serializer.flush()));
}

/** XML 1.0 has no spelling for most control characters; a caller's own bytes must not make the answer unreadable. */
function legalXml(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}
