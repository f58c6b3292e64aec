import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ServiceError, type ServiceErrorCode } from "../../domain/errors.ts";
import { errorDocument } from "../error-document.ts";
import { ERROR_MAP } from "../error-map.ts";
import { toServiceError } from "../to-service-error.ts";
import { watchMethods } from "./allowed-methods.ts";

/** Every error leaves as `{error: {type, code, message, param?, requestId, docUrl}}`; only a defect's cause is logged as error. */
export function registerErrors(app: FastifyInstance): void {
  app.decorateReply("errorCode", undefined);
  app.setErrorHandler(sendError);
  const methodsOf = watchMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const allow = methodsOf(request.url.split("?", 1)[0]!).join(", ");
    if (allow === "") {
      return sendError(
        new ServiceError("route_not_found", "There is no such path; see /openapi.json."),
        request,
        reply,
      );
    }
    void reply.header("allow", allow);
    return sendError(new ServiceError("method_not_allowed", `This path takes only ${allow}.`), request, reply);
  });
}

export function sendError(
  thrown: FastifyError | ServiceError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = toServiceError(thrown);
  const { status, type } = ERROR_MAP[error.code];
  reply.errorCode = error.code;
  if (status === 500) request.log.error({ err: error.cause ?? error }, "request failed");
  else if (status === 503) request.log.warn({ err: error.cause, code: error.code }, "request turned away");
  if (error.retryAfterSeconds !== undefined) void reply.header("retry-after", error.retryAfterSeconds);
  if (status === 401) void reply.header("www-authenticate", "Bearer");
  const { code, message, param } = error;
  return reply
    .code(status)
    .type("application/json; charset=utf-8")
    .send(
      JSON.stringify({
        error: {
          type,
          code,
          message,
          ...(param === undefined ? {} : { param }),
          requestId: request.id,
          docUrl: errorDocument(code),
        },
      }),
    );
}

declare module "fastify" {
  interface FastifyReply {
    /** Of the error that the answer tells; undefined if it tells none. */
    errorCode: ServiceErrorCode | undefined;
  }
}
