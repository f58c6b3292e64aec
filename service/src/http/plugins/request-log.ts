import type { FastifyInstance } from "fastify";

/** One line a request, at its end; health checks only at debug. Never headers or bodies. */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    void reply.header("x-request-id", request.id);
  });
  app.addHook("onResponse", async (request, reply) => {
    const line = {
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
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
