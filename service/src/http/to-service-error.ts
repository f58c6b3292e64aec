import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { ServiceError } from "../domain/errors.ts";

/** Any error that reaches Fastify as one of the service's own; a defect becomes `internal_error` with its cause. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return validationError(error);
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode === 413) {
    return new ServiceError("request_too_large", "The body is too large; send at most 64 KiB.", { cause: error });
  }
  if (statusCode === 415) {
    return new ServiceError("media_type_unsupported", "Send the body as application/json.", { cause: error });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    const what = code?.startsWith("FST_ERR_CTP") || error instanceof SyntaxError ? "body" : "request";
    return new ServiceError("request_malformed", `The ${what} can't be parsed; send valid JSON over valid HTTP.`, {
      cause: error,
    });
  }
  return new ServiceError("internal_error", "The service failed; repeat the request with the same Idempotency-Key.", {
    cause: error,
  });
}

interface ValidationError {
  readonly validation: readonly {
    readonly instancePath: string;
    readonly message?: string | undefined;
    readonly params: unknown;
  }[];
  readonly validationContext?: string | undefined;
}

function validationError({ validation, validationContext }: ValidationError): ServiceError {
  const [issue] = validation;
  const path = issue?.instancePath.slice(1).replaceAll("/", ".") ?? "";
  const param = path !== "" ? path : unknownMember(issue?.params);
  if (validationContext === "headers" && param === "idempotency-key") {
    return new ServiceError(
      "idempotency_key_missing",
      "Send a unique Idempotency-Key header of 1 to 255 printable ASCII characters with every write.",
      { param: "Idempotency-Key" },
    );
  }
  const place = validationContext ?? "request";
  return new ServiceError(
    "request_invalid",
    `${param ?? `The ${place}`} is invalid: ${issue?.message ?? "see the API"}.`,
    {
      ...(param === undefined ? {} : { param }),
    },
  );
}

function unknownMember(params: unknown): string | undefined {
  const keys = (params as { keys?: unknown } | undefined)?.keys;
  return Array.isArray(keys) && typeof keys[0] === "string" ? keys[0] : undefined;
}
