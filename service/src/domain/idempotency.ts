import { createHash } from "node:crypto";

export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;

/** What a key stands for: the same key with anything else is an error. */
export interface IdempotentRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** The answer that every repetition of a request gets, byte for byte. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
}

/** SHA-256 over the request; the order of the body's members doesn't matter. */
export function requestHash({ method, path, body }: IdempotentRequest): Buffer {
  return createHash("sha256")
    .update(canonicalJson([method, path, body]))
    .digest();
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
