import { randomBytes } from "node:crypto";

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** The caller's trace id from its `traceparent` header, or a new one if that is missing or invalid. */
export function traceIdOf(traceparent: string | string[] | undefined): string {
  const given = typeof traceparent === "string" ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  return given ?? randomBytes(16).toString("hex");
}
