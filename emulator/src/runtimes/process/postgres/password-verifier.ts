import { createHash, createHmac, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);
const ITERATIONS = 4_096;

/**
 * The SCRAM-SHA-256 verifier that PostgreSQL stores for a password (RFC 5803, `pg_authid.rolpassword`), so that the
 * password itself never reaches SQL, a log or a disk. `password` is printable ASCII, which SASLprep leaves as it is.
 */
export async function passwordVerifier(password: string): Promise<string> {
  const salt = randomBytes(16);
  const salted = await derive(password, salt, ITERATIONS, 32, "sha256");
  const hmac = (text: string): Buffer => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(hmac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${storedKey}:${hmac("Server Key").toString("base64")}`;
}
