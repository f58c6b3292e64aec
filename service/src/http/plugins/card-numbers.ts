import type { FastifyInstance } from "fastify";
import { hasCardNumber } from "../../domain/card-number.ts";
import { ServiceError } from "../../domain/errors.ts";

const DEPTH_MAX = 64;

/**
 * Refuses a request that has a card number in any field, before anything of it is stored. Payment methods come as
 * tokens; a card number here is a mistake of the merchant's, and would bring the whole system into the scope of PCI DSS.
 * The body of a route with `signedBody` is not looked at: nobody is known to have sent it before its signature is checked,
 * and a provider would send again and again what is refused because a number in it has the form of a card's.
 */
export function registerCardNumbers(api: FastifyInstance): void {
  api.addHook("preValidation", async (request) => {
    const places = {
      ...(request.routeOptions.config.signedBody ? {} : { body: request.body }),
      query: request.query,
      path: request.params,
      "Idempotency-Key": request.headers["idempotency-key"],
    };
    for (const [place, value] of Object.entries(places)) {
      const found = findCardNumber(value, "", 0);
      if (found === undefined) continue;
      throw new ServiceError(
        "card_number_refused",
        "The request has what looks like a card number in it; send a token of the payment method instead.",
        { param: found === "" ? place : found },
      );
    }
  });
}

/** The path of the first field that has one, with names that have none in them; undefined if none has. */
function findCardNumber(value: unknown, path: string, depth: number): string | undefined {
  if (typeof value === "string") return hasCardNumber(value) ? path : undefined;
  if (typeof value === "number") return hasCardNumber(String(value)) ? path : undefined;
  if (typeof value !== "object" || value === null || depth > DEPTH_MAX) return undefined;
  for (const [name, member] of Object.entries(value)) {
    if (hasCardNumber(name)) return path;
    const found = findCardNumber(member, path === "" ? name : `${path}.${name}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The body is a provider's and signed, so its sender is known only after the route has checked the signature. */
    signedBody?: boolean;
  }
}
