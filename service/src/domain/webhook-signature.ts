import { createHmac, timingSafeEqual } from "node:crypto";

export const SIGNATURE_HEADER = "payment-signature";
export const SIGNATURE_TOLERANCE_SECONDS = 300;

/** `t=<seconds since 1970>,v1=<hex>,…`: the HMAC-SHA256 of `<t>.<body>` with each secret that is in force, as Stripe's. */
export function signWebhook(body: string, secrets: readonly string[], at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  return [`t=${seconds}`, ...secrets.map((secret) => `v1=${digest(seconds, body, secret).toString("hex")}`)].join(",");
}

export type SignatureVerdict = "valid" | "malformed" | "too_old" | "forged";

/**
 * What a receiver does: the header must have a signature of the body, byte for byte as received, by one of the secrets,
 * not more than 300 s away from `now`, so that nobody can replay it later. Compares in constant time.
 */
export function verifyWebhook(header: string, body: string, secrets: readonly string[], now: Date): SignatureVerdict {
  const parts = header.split(",").map((part) => part.trim().split("=", 2) as [name: string, value?: string]);
  const seconds = Number(parts.find(([name]) => name === "t")?.[1] ?? Number.NaN);
  const signatures = parts.filter(([name]) => name === "v1").map(([, value]) => Buffer.from(value ?? "", "hex"));
  if (!Number.isSafeInteger(seconds) || signatures.length === 0) return "malformed";
  const expected = secrets.map((secret) => digest(seconds, body, secret));
  const isSigned = signatures.some((given) =>
    expected.some((wanted) => given.length === wanted.length && timingSafeEqual(given, wanted)),
  );
  if (!isSigned) return "forged";
  return Math.abs(now.getTime() / 1_000 - seconds) <= SIGNATURE_TOLERANCE_SECONDS ? "valid" : "too_old";
}

function digest(seconds: number, body: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(`${seconds}.${body}`).digest();
}
