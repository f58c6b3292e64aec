import { once } from "node:events";
import { createServer } from "node:net";

/** Ports below this need a privilege on most systems. */
const PRIVILEGED_PORTS = 1024;
export const MOVED_BY = 8_000;

/**
 * How far privileged ports on `address` have to move: 0 where this process may bind 80 and 443, else 8000. Found by
 * binding them, as the right depends on user, capabilities and system settings.
 */
export async function privilegedPortOffset(address: string): Promise<number> {
  for (const port of [80, 443]) {
    const server = createServer();
    try {
      await once(server.listen(port, address), "listening");
    } catch {
      return MOVED_BY;
    } finally {
      server.close();
    }
  }
  return 0;
}

/** Where a listener of `port` is really bound. */
export function boundPort(port: number, privilegedOffset: number): number {
  return port < PRIVILEGED_PORTS ? port + privilegedOffset : port;
}
