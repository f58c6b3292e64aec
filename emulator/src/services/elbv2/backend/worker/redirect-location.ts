import type { RedirectConfig } from "../proxy-config.ts";
import { hostWithoutPort, pathOf, queryOf } from "./match-rule.ts";

export interface RedirectedRequest {
  readonly protocol: "http" | "https";
  readonly host: string;
  /** The listener's port as the API shows it. */
  readonly port: number;
  readonly target: string;
}

/**
 * The Location of a redirect action. `boundPort` gives the port where the load balancer itself really listens, so that
 * a redirect to its own port 443 arrives although that port had to move.
 */
export function redirectLocation(
  redirect: RedirectConfig,
  request: RedirectedRequest,
  boundPort: (port: number) => number,
): string {
  const host = hostWithoutPort(request.host);
  const path = pathOf(request.target).slice(1);
  const query = queryOf(request.target);
  const values: Record<string, string> = { protocol: request.protocol, host, port: `${request.port}`, path, query };
  const fill = (template: string): string =>
    template.replace(/#\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
  const toHost = fill(redirect.host);
  const toPort = Number(fill(redirect.port));
  const port = toHost === host ? boundPort(toPort) : toPort;
  const toQuery = fill(redirect.query);
  return `${fill(redirect.protocol).toLowerCase()}://${toHost}:${port}${fill(redirect.path)}${toQuery && `?${toQuery}`}`;
}
