import type { Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

/** How an endpoint ends TLS for a server that has none. */
export interface TlsTermination {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** Clients without TLS are refused; otherwise both kinds share the port. */
  readonly isRequired: boolean;
}

/** First byte of a TLS connection: a record of the type handshake. */
const HANDSHAKE = 0x16;

/** Gives `accept` each client's decrypted side, or the client itself where it speaks plainly and may. */
export function terminateTls(tls: TlsTermination, accept: (client: Socket) => void): (client: Socket) => void {
  const secureContext = createSecureContext({
    cert: tls.certificatePem,
    key: tls.privateKeyPem,
    minVersion: "TLSv1.2",
  });
  const decrypt = (client: Socket): void => accept(new TLSSocket(client, { isServer: true, secureContext }));
  if (tls.isRequired) return decrypt;
  return (client) => {
    const ended = (): void => void client.destroy();
    client.on("error", ended);
    client.once("readable", () => {
      const first = client.read() as Buffer | null;
      if (first === null) return ended();
      client.off("error", ended);
      client.unshift(first);
      if (first[0] === HANDSHAKE) decrypt(client);
      else accept(client);
    });
  };
}
