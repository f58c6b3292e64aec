import { AwsError } from "../aws-error.ts";
import { readInput } from "../read-input.ts";
import type { Protocol } from "../protocol.ts";
import type { SdkModel } from "../sdk-model.ts";
import { jsonAnswer, jsonError } from "./json-answer.ts";
import { jsonDialect } from "./json-dialect.ts";

/** The AWS JSON 1.1 protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function jsonProtocol(model: SdkModel, missing: (path: readonly string[]) => AwsError): Protocol {
  return {
    parse: ({ headers, body }) => {
      const target = String(headers["x-amz-target"] ?? "");
      const [service, name = ""] = target.split(".", 2);
      const operation = service === model.serviceTarget ? model.operations.get(name) : undefined;
      if (!operation) {
        throw new AwsError(
          "UnknownOperationException",
          target ? `Unknown operation ${target}` : "Missing X-Amz-Target",
        );
      }
      return { operation, input: () => readInput(operation[4], parseJson(body), { ...jsonDialect, missing }) };
    },
    answer: jsonAnswer,
    error: jsonError,
    notImplementedCode: "NotImplementedException",
  };
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid JSON");
  }
}

/** ECS and ECR declare InvalidParameterException; services that don't answer with Smithy's ValidationException. */
export function missingMember(model: SdkModel): (path: readonly string[]) => AwsError {
  return (path) => {
    const member = path.join(".");
    return model.exceptions.has("InvalidParameterException")
      ? new AwsError(
          "InvalidParameterException",
          `Invalid parameter at '${member}' failed to satisfy constraint: 'must not be null'`,
        )
      : new AwsError(
          "ValidationException",
          `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
        );
  };
}
