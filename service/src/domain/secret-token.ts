import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** A new secret of 256 random bits behind a prefix that tells what it is for. */
export function newSecretToken(prefix: string): string {
  return prefix + randomBytes(TOKEN_BYTES).toString("base64url");
}

/** What is stored in place of a secret. Plain SHA-256, because nobody can guess 256 random bits. */
export function hashSecretToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
