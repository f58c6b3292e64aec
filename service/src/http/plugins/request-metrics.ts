import type { FastifyInstance } from "fastify";
import type { Metrics } from "../../metrics/metrics.ts";

/** Counts and times every request. What no route matches has one label, whatever its path is. */
export function registerRequestMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onRequest", async () => metrics.requestsInFlight.inc());
  app.addHook("onResponse", async (request, reply) => {
    metrics.requestsInFlight.dec();
    const { method, url: route = "none" } = request.routeOptions;
    const labels = { method: typeof method === "string" ? method : "other", route, status: reply.statusCode };
    metrics.requests.observe(labels, reply.elapsedTime / 1_000);
    if (reply.errorCode === "overloaded") metrics.requestsShed.inc();
  });
}
