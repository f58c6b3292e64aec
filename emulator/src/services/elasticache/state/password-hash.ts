import { createHash } from "node:crypto";

/** As Redis keeps passwords in its access lists. */
export function passwordHash(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}
