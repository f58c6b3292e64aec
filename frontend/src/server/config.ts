import { ServerError } from "./errors.ts";

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  /** Where the API is, without a slash at the end; empty for the page's own origin. */
  readonly apiBaseUrl: string;
}

/**
 * Reads `HOST`, `PORT` and `VITE_API_BASE_URL`. The last has its name from the guide's build argument, but is read at
 * run time, so that one image serves every environment. Throws `configuration_invalid`.
 */
export function readConfig(env: NodeJS.ProcessEnv): ServerConfig {
  const port = Number(env.PORT ?? "8080");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ServerError("configuration_invalid", "PORT must be a whole number from 1 to 65535; correct it.");
  }
  return { host: env.HOST || "127.0.0.1", port, apiBaseUrl: apiBaseUrl(env.VITE_API_BASE_URL ?? "") };
}

function apiBaseUrl(value: string): string {
  if (value === "") return "";
  const url = URL.parse(value);
  // These are all that a Content-Security-Policy and an HTML attribute take as they are.
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash || /["'<>;,\s]/.test(value)) {
    throw new ServerError(
      "configuration_invalid",
      "VITE_API_BASE_URL must be an http or https URL such as https://api.example.com, or unset for the page's own origin.",
    );
  }
  return url.href.replace(/\/+$/, "");
}
