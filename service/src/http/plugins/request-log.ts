import { randomBytes } from "node:crypto";
import { context, isSpanContextValid, trace, type Context } from "@opentelemetry/api";
import type { FastifyInstance } from "fastify";
import { currentContext, runInContext } from "../../context/request-context.ts";
import { beginServerSpan, endServerSpan } from "../../tracing/server-span.ts";

/**
 * Gives every request its context and its span, and logs one line at its end; health checks only at debug. Never headers
 * or bodies.
 */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id);
    const traced = beginServerSpan(request.headers);
    context.with(traced, () => runInContext({ requestId: request.id, traceId: traceIdOf(traced) }, done));
  });
  app.addHook("onResponse", async (request, reply) => {
    const current = currentContext();
    const answered = {
      merchantId: current?.caller?.merchantId,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      code: reply.errorCode,
    };
    endServerSpan(answered);
    const durationMs = Math.round(reply.elapsedTime * 10) / 10;
    const line = { traceId: current?.traceId, ...answered, durationMs };
    if (request.routeOptions.config.quiet) request.log.debug(line, "request");
    else request.log.info(line, "request");
  });
}

/** The caller's, or a new one if it sent none. */
function traceIdOf(traced: Context): string {
  const span = trace.getSpanContext(traced);
  return span && isSpanContextValid(span) ? span.traceId : randomBytes(16).toString("hex");
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Log the requests at debug. */
    quiet?: boolean;
  }
}
