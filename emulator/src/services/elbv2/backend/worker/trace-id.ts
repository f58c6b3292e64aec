import { randomBytes } from "node:crypto";

/**
 * The X-Amzn-Trace-Id to forward: a new Root without one, a Self added to a client's Root.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
export function traceId(received: string | undefined, epochSeconds: number): string {
  const own = `1-${epochSeconds.toString(16).padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
  const fields = (received ?? "").split(";").filter((field) => field !== "" && !/^self=/i.test(field.trim()));
  const name = fields.some((field) => /^root=/i.test(field.trim())) ? "Self" : "Root";
  return [`${name}=${own}`, ...fields].join(";");
}
