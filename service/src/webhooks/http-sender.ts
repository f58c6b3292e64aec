import { lookup } from "node:dns/promises";
import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { inSpan } from "../tracing/in-span.ts";
import { ServiceError } from "../domain/errors.ts";
import type { WebhookAnswer, WebhookSender } from "../usecases/webhook-ports.ts";
import { isAllowedAddress } from "./address-policy.ts";

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface HttpSenderOptions {
  /** For the local environment: http and loopback addresses too. */
  readonly allowLoopback: boolean;
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** More of an answer is not read; nothing in it matters but its status. */
const ANSWER_BYTES_MAX = 16 * 1024;

const resolveAll: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * Sends webhooks to where merchants say, and nowhere else: the host is resolved once, every address that it has must be
 * public, and the connection goes to the one that was checked. So neither a name that resolves to something else a
 * moment later nor a redirect, which is not followed, leads into the private network.
 */
export function createHttpSender(options: HttpSenderOptions): WebhookSender {
  const { allowLoopback, resolve = resolveAll, timeoutMs = TIMEOUT_MS } = options;
  const addressOf = async (url: URL): Promise<string> => {
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const addresses = await resolve(host);
    const refused = addresses.find((address) => !isAllowedAddress(address, allowLoopback));
    if (refused !== undefined) throw refusal(`its host ${host} has the address ${refused}, which is not public`);
    const [address] = addresses;
    if (address === undefined) throw refusal(`its host ${host} has no address`);
    return address;
  };
  return {
    check: async (text) => {
      const url = parseUrl(text, allowLoopback);
      try {
        await addressOf(url);
      } catch (error) {
        // A name that can't be resolved yet may be tomorrow.
        if (error instanceof ServiceError) throw error;
      }
    },
    send: (text, headers, body) =>
      inSpan("webhook", { kind: SpanKind.CLIENT }, async (span) => {
        const signal = AbortSignal.timeout(timeoutMs);
        try {
          const url = parseUrl(text, allowLoopback);
          // Never the path, which may have the receiver's secret in it.
          span.setAttribute("server.address", url.hostname);
          const address = await inTime(addressOf(url), signal);
          const status = await post(url, address, { headers, body, signal });
          span.setAttribute("http.response.status_code", status);
          return { status, error: null };
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          return { status: null, error: describe(error, timeoutMs) } satisfies WebhookAnswer;
        }
      }),
  };
}

function parseUrl(text: string, allowLoopback: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw refusal("it is no URL");
  if (url.protocol !== "https:" && !(allowLoopback && url.protocol === "http:")) throw refusal("it is not https");
  if (url.username !== "" || url.password !== "") throw refusal("it has a user or a password in it");
  return url;
}

function refusal(why: string): ServiceError {
  return new ServiceError("webhook_url_refused", `Webhooks can't be sent to this URL: ${why}.`, { param: "url" });
}

interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** The answer's status. */
function post(url: URL, address: string, { headers, body, signal }: Post): Promise<number> {
  const isTls = url.protocol === "https:";
  const options: RequestOptions & { servername?: string } = {
    host: address,
    port: url.port === "" ? (isTls ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    method: "POST",
    headers: { ...headers, host: url.host, "content-length": Buffer.byteLength(body) },
    agent: false,
    signal,
    ...(isTls ? { servername: url.hostname } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)(options, (response) => {
      let bytes = 0;
      response.on("error", reject);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) response.destroy();
      });
      response.on("close", () => resolve(response.statusCode ?? 0));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** The system's resolver can't be cancelled; nobody waits for it longer. */
function inTime<T>(operation: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    operation,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    }),
  ]);
}

function describe(error: unknown, timeoutMs: number): string {
  if (error instanceof ServiceError) return error.message;
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === "TimeoutError" || code === "ABORT_ERR") return `No answer came within ${timeoutMs} ms.`;
  return `The request failed: ${code ?? message}.`;
}
