import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";

/** What the health routes ask. */
export interface Health {
  /** True from SIGTERM on. */
  isDraining(): boolean;
  /** Rejects when the database doesn't answer as a primary. */
  pingDatabase(): Promise<void>;
  /** Whether Redis answers; undefined if there is none. */
  isRedisUp(): boolean | undefined;
}

const DATABASE_ANSWER_MS_MAX = 1_000;

const component = z.object({ status: z.enum(["UP", "DEGRADED", "DOWN"]) });
const healthSchema = component.extend({ components: z.record(z.string(), component) }).meta({
  id: "Health",
  examples: [{ status: "UP", components: { server: { status: "UP" }, database: { status: "UP" } } }],
});
type Components = Record<string, z.output<typeof component>>;

/**
 * Who asks what:
 * - `…/liveness`: should the task be replaced? Only if the process can't answer at all.
 * - `/health`: may the load balancer send requests here? Yes until the task drains. It doesn't ask the database: all
 *   tasks share it, so during a failover of seconds every task would be taken out and then be replaced, and callers
 *   would get the load balancer's 502 where they now get an answer late or a 503 with Retry-After.
 * - `…/readiness`, `/api/v1/actuator/health`: does it work, database included? For people, deployments and alarms.
 *   Without Redis it does, so Redis is `DEGRADED` then and the whole stays `UP`.
 */
export function healthRoutes(health: Health): FastifyPluginAsyncZod {
  const alive = (): Components => ({ process: { status: "UP" } });
  const serving = (): Components => ({ server: { status: health.isDraining() ? "DOWN" : "UP" } });
  const working = async (): Promise<Components> => ({
    ...serving(),
    database: { status: await database(health) },
    ...redis(health),
  });
  const routes: readonly [path: string, summary: string, components: () => Components | Promise<Components>][] = [
    ["/health", "For the load balancer", serving],
    ["/api/v1/actuator/health", "The service and its database", working],
    ["/api/v1/actuator/health/liveness", "The process", alive],
    ["/api/v1/actuator/health/readiness", "The service and its database", working],
  ];
  return async (app) => {
    for (const [path, summary, components] of routes) {
      const schema = { summary, tags: ["health"], response: { 200: healthSchema, 503: healthSchema } };
      app.get(path, { schema, config: { quiet: true } }, async (_request, reply) => {
        const found = await components();
        const up = Object.values(found).every(({ status }) => status !== "DOWN");
        return reply.code(up ? 200 : 503).send({ status: up ? "UP" : "DOWN", components: found });
      });
    }
  };
}

function redis(health: Health): Components {
  const isUp = health.isRedisUp();
  return isUp === undefined ? {} : { redis: { status: isUp ? "UP" : "DEGRADED" } };
}

async function database(health: Health): Promise<"UP" | "DOWN"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"DOWN">((resolve) => {
    timer = setTimeout(() => resolve("DOWN"), DATABASE_ANSWER_MS_MAX);
  });
  const answer = health.pingDatabase().then(
    () => "UP" as const,
    () => "DOWN" as const,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
