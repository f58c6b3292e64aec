import type { FastifyInstance } from "fastify";
import { currentContext, runInContext } from "../../context/request-context.ts";
import { traceIdOf } from "../../context/trace-id.ts";

/**
 * Gives every request its context, and logs one line at its end; health checks only at debug. Never headers or bodies.
 */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id);
    runInContext({ requestId: request.id, traceId: traceIdOf(request.headers.traceparent) }, done);
  });
  app.addHook("onResponse", async (request, reply) => {
    const context = currentContext();
    const line = {
      traceId: context?.traceId,
      merchantId: context?.caller?.merchantId,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      code: reply.errorCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (request.routeOptions.config.quiet) request.log.debug(line, "request");
    else request.log.info(line, "request");
  });
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Log the requests at debug. */
    quiet?: boolean;
  }
}
