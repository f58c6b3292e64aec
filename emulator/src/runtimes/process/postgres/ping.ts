import { connect } from "node:net";

/** Length 8 and GSSENCRequest: a server answers it with one byte, logs nothing, and forgets it when it is closed. */
const GSS_ENCRYPTION_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 48]);

/**
 * True when the postmaster at `address:port` accepts a connection and its backend answers, which a stopped (SIGSTOP)
 * postmaster doesn't, even while its old backends still work. Costs the server one fork.
 */
export function ping(address: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true });
    const finish = (answered: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answered);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    socket.once("connect", () => socket.write(GSS_ENCRYPTION_REQUEST));
    socket.once("data", () => finish(true));
    socket.once("error", () => finish(false));
    socket.once("end", () => finish(false));
  });
}
