import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { ServerError } from "./errors.ts";

/** What `vite.config.ts` has written wherever a nonce belongs. */
const NONCE_PLACEHOLDER = "CSP_NONCE";
const API_BASE_URL = '<meta name="api-base-url" content="" />';

export interface RenderedPage {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** The built `index.html`, with a new nonce for each answer. Throws `page_missing`. */
export function openIndexPage(publicDirectory: string, apiBaseUrl: string): () => RenderedPage {
  const template = read(join(publicDirectory, "index.html"));
  if (!template.includes(NONCE_PLACEHOLDER) || !template.includes(API_BASE_URL)) {
    throw new ServerError("page_missing", `${publicDirectory}/index.html is not this page's; build it again.`);
  }
  const page = template.replace(API_BASE_URL, `<meta name="api-base-url" content="${apiBaseUrl}" />`);
  return () => {
    const nonce = randomBytes(16).toString("base64url");
    return {
      html: page.replaceAll(NONCE_PLACEHOLDER, nonce),
      contentSecurityPolicy: contentSecurityPolicy(nonce, apiBaseUrl),
    };
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new ServerError("page_missing", `${path} can't be read; build the page first.`, { cause });
  }
}
