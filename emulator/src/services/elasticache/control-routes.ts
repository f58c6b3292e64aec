import type { ControlRoute } from "../../gateway/control-route.ts";
import type { ElasticacheContext } from "./api/elasticache-context.ts";
import type { CacheNode } from "./backend/cache-node.ts";

/** Faults that AWS has no API for, below `/_emulator/faults/elasticache/{ReplicationGroupId}/`. */
export function elasticacheControlRoutes(context: Promise<ElasticacheContext>): ControlRoute[] {
  const route = (fault: string, act: (primary: CacheNode) => object): ControlRoute => ({
    method: "POST",
    pattern: new URLPattern({ pathname: `/faults/elasticache/:id/${fault}` }),
    handle: async (exchange) => {
      const { fleet } = await context;
      exchange.reply(act(fleet.servers(fleet.record(exchange.params["id"] ?? "")).context.primary));
    },
  });
  const send =
    (signal: NodeJS.Signals) =>
    (primary: CacheNode): object => {
      const { pid } = primary;
      primary.signal(signal);
      return { signal, pid };
    };
  return [route("kill-primary", send("SIGKILL")), route("hang-primary", send("SIGSTOP"))];
}
