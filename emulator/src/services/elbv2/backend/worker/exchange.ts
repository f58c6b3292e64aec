import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ActionConfig, ListenerConfig, ProxyAttributes, WeightedTargetGroup } from "../proxy-config.ts";
import { forwardedHeaders, type ClientConnection } from "./forwarded-headers.ts";
import type { RoutedRequest } from "./match-rule.ts";
import type { Target } from "./target.ts";
import type { TargetGroup } from "./target-group.ts";

/** What every listener of a load balancer shares; replaced as a whole when the configuration changes. */
export interface ProxyState {
  readonly attributes: ProxyAttributes;
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
  /** Where a port of this load balancer is really bound. */
  boundPort(port: number): number;
}

/** One listener's part of it. */
export interface ListenerState {
  readonly config: ListenerConfig;
  route(request: RoutedRequest): ActionConfig | undefined;
}

/** One request and the way back to its client. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly listener: ListenerState;
  readonly proxy: ProxyState;
}

export function connectionOf({ request, listener }: Exchange): ClientConnection {
  const socket: Socket | TLSSocket = request.socket;
  return {
    clientAddress: socket.remoteAddress ?? "",
    clientPort: socket.remotePort ?? 0,
    protocol: listener.config.tls ? "https" : "http",
    port: listener.config.boundPort,
  };
}

/** The action of the first rule that matches. */
export function actionOf({ request, listener }: Exchange): ActionConfig | undefined {
  return listener.route({
    method: request.method ?? "",
    target: request.url ?? "",
    headers: request.headers,
    clientAddress: request.socket.remoteAddress ?? "",
  });
}

/** The target that a forward action sends this request to; undefined when its group has none registered. */
export function chooseTarget(groups: readonly WeightedTargetGroup[], proxy: ProxyState): Target | undefined {
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  let draw = Math.random() * total;
  const drawn = groups.find((group) => (draw -= group.weight) < 0);
  return drawn && proxy.targetGroups.get(drawn.arn)?.choose();
}

export function headersToTarget(exchange: Exchange): string[] {
  const { request, proxy } = exchange;
  return forwardedHeaders(request.rawHeaders, connectionOf(exchange), proxy.attributes, Math.floor(Date.now() / 1000));
}
