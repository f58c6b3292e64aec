import type { ControlExchange } from "../gateway/control-route.ts";
import { AwsError } from "../wire/aws-error.ts";

const LENGTH_MAX = 255;

/** One string of a JSON body. Throws AwsError `ValidationException` (400) and `UnsupportedMediaType` (415). */
export async function readMember(exchange: ControlExchange, name: string): Promise<string> {
  // A form of another page can't say that it sends JSON.
  if (!/^application\/json\b/.test(exchange.request.headers["content-type"] ?? "")) {
    throw new AwsError("UnsupportedMediaType", "Send application/json.", 415);
  }
  const body = (await exchange.json()) as Record<string, unknown> | null;
  const value = typeof body === "object" && body !== null && Object.hasOwn(body, name) ? body[name] : undefined;
  if (typeof value !== "string" || value === "" || value.length > LENGTH_MAX) {
    throw new AwsError("ValidationException", `${name} must be a string of 1 to ${LENGTH_MAX} characters.`);
  }
  return value;
}
