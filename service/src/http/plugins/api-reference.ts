import { createHash } from "node:crypto";
import apiReference from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";

const INLINE_SCRIPT = /<script[^>]*>([^]*?)<\/script>/g;

/** The OpenAPI document as a page for people at `/docs`. It loads nothing but from here. */
export async function registerApiReference(app: FastifyInstance): Promise<void> {
  await app.register(async (docs) => {
    docs.addHook("onSend", async (_request, reply, payload) => {
      if (typeof payload === "string" && payload.startsWith("<!doctype html>")) {
        void reply.header("content-security-policy", contentSecurityPolicy(payload));
      }
    });
    await docs.register(apiReference, {
      routePrefix: "/docs",
      configuration: {
        url: "/openapi.json",
        pageTitle: "Payment system API",
        withDefaultFonts: false,
        telemetry: false,
        agent: { disabled: true },
        hideClientButton: true,
        showDeveloperTools: "never",
        persistAuth: false,
      },
    });
  });
}

/** Only the page's own scripts, known by their hash; its components style themselves in attributes. */
function contentSecurityPolicy(page: string): string {
  const hashes = [...page.matchAll(INLINE_SCRIPT)]
    .map(([, script = ""]) => script)
    .filter((script) => script.trim() !== "")
    .map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
