import type { IncomingMessage } from "node:http";

/** True for `127.0.0.1:<port>` and `localhost:<port>`: any other name came from a DNS answer that somebody made up. */
export function isOwnHost(headers: IncomingMessage["headers"], port: number): boolean {
  return headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
}

/**
 * True when a web page of another origin sent the request, which could otherwise delete databases with a form. Programs
 * send neither header.
 */
export function isCrossOrigin(headers: IncomingMessage["headers"], port: number): boolean {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  if (origin === undefined && site === undefined) return false;
  if (!isOwnHost(headers, port)) return true;
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  return origin !== undefined && origin !== `http://${headers.host}`;
}
