import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  ts: "text/javascript; charset=utf-8",
};
/** The whole page. Nothing else is served, whatever lies beside it. */
const NAMES = [
  "index.html",
  "console.css",
  "icon.svg",
  "main.ts",
  "call.ts",
  "elements.ts",
  "failover-panel.ts",
  "logs-panel.ts",
  "outage-chart.ts",
  "resources-panel.ts",
] as const;

/** Scripts, styles and pictures from here only, no inline ones, and nobody may frame the page. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  ...["script-src", "style-src", "img-src", "connect-src"].map((kind) => `${kind} 'self'`),
  ...["base-uri", "form-action", "frame-ancestors"].map((kind) => `${kind} 'none'`),
  "require-trusted-types-for 'script'",
].join("; ");

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

/** The page's files by name, as a browser takes them: its TypeScript only loses its types, as the emulator's own does. */
export function pageFile(name: string): PageFile | undefined {
  if (!NAMES.some((known) => known === name)) return undefined;
  const source = readFileSync(join(import.meta.dirname, "page", name), "utf8");
  const extension = name.slice(name.lastIndexOf(".") + 1);
  return { contentType: TYPES[extension]!, body: extension === "ts" ? stripTypeScriptTypes(source) : source };
}
