import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const COMPOSE_FILE = join(import.meta.dirname, "../../../compose.yaml");

/** The image of a service of compose.yaml, which is the one place that names it. */
export function composeImage(service: "postgres" | "redis"): string {
  const { services } = parse(readFileSync(COMPOSE_FILE, "utf8")) as {
    readonly services: Readonly<Record<string, { readonly image: string }>>;
  };
  return services[service]!.image;
}
