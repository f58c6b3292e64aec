import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { E2eError } from "./errors.ts";

const HANDSHAKE_MS_MAX = 10_000;

/**
 * The SHA-256 of the server's public key in base64, for Chromium's `--ignore-certificate-errors-spki-list`: Chromium
 * reads no authority from a file. Node verifies the certificate against the authority and the host name first, so
 * what Chromium is told to accept is a key that was proved, and no other. Throws `certificate_untrusted`.
 */
export async function trustedKeyHash(url: string, caFile: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({
    host: hostname,
    port: Number(port || 443),
    ca: readFileSync(caFile),
    ALPNProtocols: ["http/1.1"],
  });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(HANDSHAKE_MS_MAX) });
    const { publicKey } = new X509Certificate(socket.getPeerCertificate().raw);
    return createHash("sha256")
      .update(publicKey.export({ type: "spki", format: "der" }))
      .digest("base64");
  } catch (cause) {
    throw new E2eError(
      "certificate_untrusted",
      `${url} has no certificate that ${caFile} vouches for: ${String(cause)}`,
      {
        cause,
      },
    );
  } finally {
    socket.destroy();
  }
}
