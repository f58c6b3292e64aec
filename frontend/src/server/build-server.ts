import fastifyStatic from "@fastify/static";
import fastify, { LogController, type FastifyInstance, type FastifyReply } from "fastify";
import { openIndexPage } from "./index-page.ts";

export interface ServerOptions {
  /** What `vite build` wrote. */
  readonly publicDirectory: string;
  readonly apiBaseUrl: string;
  /** True from SIGTERM on. */
  readonly isDraining: () => boolean;
  readonly logLevel?: string;
}

/** Longer than the 60 s after which an Application Load Balancer closes, so that it never writes to a closed connection. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const REQUEST_TIMEOUT_MS = 15_000;
const IMMUTABLE = "public, max-age=31536000, immutable";
/** Paths at which there is a file or nothing: to answer these with the page would hide what is missing. */
const NEVER_THE_PAGE = /^\/(api|assets)(\/|$)|\/\.|\.[a-z0-9]{1,5}$/i;
const SECURITY_HEADERS = {
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** The server of the page, not yet listening: its files, the page itself at every other path, and `/health`. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { publicDirectory, apiBaseUrl, isDraining, logLevel = "info" } = options;
  const page = openIndexPage(publicDirectory, apiBaseUrl);
  const app = fastify({
    logger: { level: logLevel },
    logController: new LogController({ disableRequestLogging: true }),
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    return503OnClosing: false,
  });
  app.addHook("onSend", async (_request, reply) => {
    void reply.headers(SECURITY_HEADERS);
    if (isDraining()) void reply.header("connection", "close");
  });
  app.addHook("onResponse", async (request, reply) => {
    const line = { method: request.method, path: pathOf(request.url), status: reply.statusCode };
    if (line.path === "/health") request.log.debug(line, "request");
    else request.log.info(line, "request");
  });
  app.get("/health", (_request, reply) => {
    const status = isDraining() ? "DOWN" : "UP";
    return reply
      .code(status === "UP" ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status });
  });
  const sendPage = (reply: FastifyReply): FastifyReply => {
    const { html, contentSecurityPolicy } = page();
    return reply
      .headers({ "cache-control": "no-cache", "content-security-policy": contentSecurityPolicy })
      .type("text/html; charset=utf-8")
      .send(html);
  };
  for (const path of ["/", "/index.html"]) app.get(path, (_request, reply) => sendPage(reply));
  await app.register(fastifyStatic, {
    root: publicDirectory,
    index: false,
    preCompressed: true,
    dotfiles: "ignore",
    setHeaders: (reply, path) => {
      const hashed = path.startsWith(`${publicDirectory}/assets/`);
      void reply.header("cache-control", hashed ? IMMUTABLE : "no-cache");
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const isPage = ["GET", "HEAD"].includes(request.method) && !NEVER_THE_PAGE.test(pathOf(request.url));
    if (isPage) return sendPage(reply);
    return reply.code(404).header("cache-control", "no-store").send({ error: "There is nothing at this path." });
  });
  return app;
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? url;
}
