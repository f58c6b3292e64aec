import type { ResourceStatus } from "../services/emulated-service.ts";
import type { ControlRoute } from "./control-route.ts";

/** States as words, `running` when all is well. */
export interface GatewayStatus {
  readonly emulator: string;
  readonly localstack: string;
}

/** `GET /_emulator/health` (200 only when both run, else 503) and `GET /_emulator/resources`. */
export function statusRoutes(
  status: () => GatewayStatus | Promise<GatewayStatus>,
  resources: () => readonly ResourceStatus[],
): ControlRoute[] {
  return [
    {
      method: "GET",
      pattern: new URLPattern({ pathname: "/health" }),
      handle: async (exchange) => {
        const current = await status();
        const isRunning = current.emulator === "running" && current.localstack === "running";
        exchange.reply(current, isRunning ? 200 : 503);
      },
    },
    {
      method: "GET",
      pattern: new URLPattern({ pathname: "/resources" }),
      handle: async (exchange) => exchange.reply({ resources: resources() }),
    },
  ];
}
