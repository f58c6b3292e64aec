import { isIPv4 } from "node:net";
import { ParityError } from "../errors.ts";

/**
 * The URL if nothing but this machine can be behind it: an address of 127.0.0.0/8, or `localhost`, which RFC 6761
 * reserves. Other names are refused even if they resolve to loopback now, for they may not a moment later.
 * `source` names where the URL came from.
 */
export function loopbackUrl(text: string | undefined, source: string): URL {
  const url = text === undefined ? null : URL.parse(text);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new ParityError(
      "TargetUnsafe",
      `${source} must be the http(s) URL of a local system, not ${text === undefined ? "unset" : JSON.stringify(text)}; ` +
        `start one with "npm run dev:local".`,
    );
  }
  const loopback = url.hostname === "localhost" || (isIPv4(url.hostname) && url.hostname.startsWith("127."));
  if (!loopback) {
    throw new ParityError(
      "TargetUnsafe",
      `${source} points at ${url.hostname}, which is not in 127.0.0.0/8; pass --target aws if you mean AWS.`,
    );
  }
  return url;
}
