import { AwsError } from "../aws-error.ts";
import { readInput } from "../read-input.ts";
import type { Protocol } from "../protocol.ts";
import type { SdkModel } from "../sdk-model.ts";
import { formTree } from "./form-tree.ts";
import { queryDialect } from "./query-dialect.ts";
import { xmlAnswer, xmlError } from "./xml-answer.ts";

/** The awsQuery protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function queryProtocol(model: SdkModel, missing: (path: readonly string[]) => AwsError): Protocol {
  return {
    parse: ({ query, body }) => {
      const form = body.length > 0 ? new URLSearchParams(body.toString("utf8")) : query;
      const name = form.get("Action");
      if (!name) throw new AwsError("MissingAction", "The request must contain the parameter Action");
      const version = form.get("Version") ?? "";
      const operation = model.operations.get(name);
      if (!operation || !/^(\d{4}-\d{2}-\d{2})?$/.test(version)) {
        throw new AwsError("InvalidAction", `Could not find operation ${name} for version ${version || "NO_VERSION"}`);
      }
      return { operation, input: () => readInput(operation[4], formTree(form), { ...queryDialect, missing }) };
    },
    answer: (operation, output, requestId) => xmlAnswer(operation, model.xmlNamespace, output, requestId),
    error: (error, requestId) => xmlError(error, model.xmlNamespace, requestId),
    notImplementedCode: "NotImplemented",
  };
}

/** RDS's and ElastiCache's words. */
export function missingParameter(path: readonly string[]): AwsError {
  return new AwsError("MissingParameter", `The request must contain the parameter ${path.join(".")}`);
}
