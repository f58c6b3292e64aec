import type { ServerResponse } from "node:http";

interface ClientSocket {
  /** On the clock of `performance.now()`. */
  readonly connectedAt: number;
  /** The exchange that the connection serves, if any. */
  response?: ServerResponse;
}

const sockets = new WeakMap<object, ClientSocket>();

/** What the proxy remembers about a client's connection. */
export function clientSocket(socket: object): ClientSocket {
  const known = sockets.get(socket) ?? { connectedAt: performance.now() };
  sockets.set(socket, known);
  return known;
}
