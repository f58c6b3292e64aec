import { once } from "node:events";
import { createServer } from "node:net";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { ScriptError } from "../launcher/script-error.mjs";

/** Where databases and caches listen, each on a loopback address of its own. Load balancers make way for others. */
const PORTS = { PostgreSQL: 5432, Redis: 6379 };

/** A server of somebody else that listens on every address of the machine takes the instance's with it. */
export async function refuseTakenAddresses({ addressBlock }: Instance): Promise<void> {
  for (const [what, port] of Object.entries(PORTS)) {
    if (!(await isTaken(`127.${addressBlock}.255.254`, port))) continue;
    throw new ScriptError(
      `Port ${port} (${what}) is taken on every address of this machine (see: ss -ltnp 'sport = :${port}'); end that server or have it listen on 127.0.0.1 alone, and try again.`,
    );
  }
}

async function isTaken(host: string, port: number): Promise<boolean> {
  const server = createServer().listen({ host, port });
  try {
    await once(server, "listening");
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  } finally {
    server.close();
  }
}
