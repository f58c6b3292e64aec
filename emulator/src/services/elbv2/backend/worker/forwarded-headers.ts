import type { ProxyAttributes } from "../proxy-config.ts";
import { traceId } from "./trace-id.ts";

/** One connection's view that the forwarded headers tell the target about. */
export interface ClientConnection {
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly protocol: "http" | "https";
  /** The listener's port as the client reached it. */
  readonly port: number;
}

/** Named per connection, never per message (RFC 9110, 7.6.1); a message's own `Connection` adds to them. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const REPLACED = new Set([
  "expect",
  "host",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-amzn-trace-id",
]);
const VALID_FIELD = /^[-A-Za-z0-9]+$/;
const DEFAULT_PORT = { http: 80, https: 443 } as const;

/**
 * The headers that go to a target, as a flat list of names and values, from the request's raw ones.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export function forwardedHeaders(
  raw: readonly string[],
  connection: ClientConnection,
  attributes: ProxyAttributes,
  epochSeconds: number,
): string[] {
  const received = new Map<string, string>();
  const forwarded: string[] = [];
  const listed = connectionHeaders(raw);
  for (const [name, value] of pairs(raw)) {
    const lower = name.toLowerCase();
    if (REPLACED.has(lower)) received.set(lower, received.has(lower) ? `${received.get(lower)}, ${value}` : value);
    else if (HOP_BY_HOP.has(lower) || listed.has(lower)) continue;
    else if (!attributes.dropInvalidHeaderFields || VALID_FIELD.test(name)) forwarded.push(name, value);
  }
  const forwardedFor = clientAddresses(received.get("x-forwarded-for"), connection, attributes);
  if (forwardedFor !== undefined) forwarded.push("X-Forwarded-For", forwardedFor);
  forwarded.push("X-Forwarded-Proto", connection.protocol, "X-Forwarded-Port", `${connection.port}`);
  forwarded.push("Host", hostHeader(received.get("host") ?? "", connection, attributes));
  forwarded.push("X-Amzn-Trace-Id", traceId(received.get("x-amzn-trace-id"), epochSeconds));
  return forwarded;
}

/** A target's response headers without those that are the connection's own. */
export function endToEndHeaders(raw: readonly string[]): string[] {
  const listed = connectionHeaders(raw);
  return [...pairs(raw)]
    .filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !listed.has(name.toLowerCase()))
    .flat();
}

function* pairs(raw: readonly string[]): Generator<[name: string, value: string]> {
  for (let index = 0; index + 1 < raw.length; index += 2) yield [raw[index] ?? "", raw[index + 1] ?? ""];
}

/** The names that the message's Connection header lists, but for those that describe the message itself. */
function connectionHeaders(raw: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const [name, value] of pairs(raw)) {
    if (name.toLowerCase() !== "connection") continue;
    for (const listed of value.toLowerCase().split(",")) names.add(listed.trim());
  }
  for (const kept of ["host", "content-length", "authorization"]) names.delete(kept);
  return names;
}

function clientAddresses(
  received: string | undefined,
  { clientAddress, clientPort }: ClientConnection,
  { forwardedFor, forwardedForClientPort }: ProxyAttributes,
): string | undefined {
  if (forwardedFor === "remove") return undefined;
  if (forwardedFor === "preserve") return received;
  const client = forwardedForClientPort ? `${clientAddress}:${clientPort}` : clientAddress;
  return received ? `${received}, ${client}` : client;
}

function hostHeader(
  host: string,
  { protocol, port }: ClientConnection,
  { preserveHostHeader }: ProxyAttributes,
): string {
  const isComplete = preserveHostHeader || port === DEFAULT_PORT[protocol] || /:\d+$/.test(host);
  return isComplete ? host : `${host}:${port}`;
}
