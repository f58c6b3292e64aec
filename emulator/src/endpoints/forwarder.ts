import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { terminateTls, type TlsTermination } from "./tls-termination.ts";

/** Where a forwarder sends what it receives. */
export interface ForwarderTarget {
  readonly address: string;
  readonly port: number;
}

export interface HoldLimits {
  /** Further clients are closed at once. */
  readonly heldConnectionsMax: number;
  /** A client that was held for so long is closed. */
  readonly holdMsMax: number;
}

/**
 * One TCP endpoint whose target can be changed while clients are connected. Without a target it cuts what is open
 * and holds new clients, unread, so that they get through at the moment there is a target again; a target that
 * refuses connections counts as none for the client that met it.
 */
export class Forwarder {
  readonly #server: Server;
  readonly #limits: HoldLimits;
  readonly #open = new Map<Socket, Socket>();
  readonly #held = new Map<Socket, NodeJS.Timeout>();
  #target: ForwarderTarget | null = null;
  /** Grows with every `point`, so that a client that was refused meanwhile is not held for a target that is there. */
  #pointed = 0;

  private constructor(limits: HoldLimits, tls: TlsTermination | undefined) {
    this.#limits = limits;
    const options = { noDelay: true, allowHalfOpen: true, pauseOnConnect: true };
    const accept = (client: Socket): void => this.#accept(client);
    this.#server = createServer(options, tls ? terminateTls(tls, accept) : accept);
  }

  /**
   * Starts without a target. With `tls` the target gets what clients encrypted. Rejects with the listen error of the
   * operating system, for example EADDRINUSE.
   */
  static async listen(address: string, port: number, limits: HoldLimits, tls?: TlsTermination): Promise<Forwarder> {
    const forwarder = new Forwarder(limits, tls);
    await once(forwarder.#server.listen(port, address), "listening");
    return forwarder;
  }

  /** Cuts every open connection unless the target stays the same, then lets held clients through. */
  point(target: ForwarderTarget | null): void {
    const same = target?.address === this.#target?.address && target?.port === this.#target?.port;
    this.#target = target;
    this.#pointed++;
    if (!same) this.#cut();
    if (!target) return;
    for (const [client, timer] of this.#held) {
      clearTimeout(timer);
      this.#held.delete(client);
      this.#join(client, target);
    }
  }

  close(): void {
    this.#server.close();
    this.#target = null;
    this.#cut();
    for (const [client, timer] of this.#held) {
      clearTimeout(timer);
      client.destroy();
    }
    this.#held.clear();
  }

  #cut(): void {
    for (const [client, upstream] of this.#open) {
      client.destroy();
      upstream.destroy();
    }
    this.#open.clear();
  }

  #accept(client: Socket): void {
    client.on("error", () => client.destroy());
    if (this.#target) this.#join(client, this.#target);
    else this.#hold(client);
  }

  #hold(client: Socket): void {
    if (this.#held.size >= this.#limits.heldConnectionsMax) {
      client.destroy();
      return;
    }
    const timer = setTimeout(() => {
      this.#held.delete(client);
      client.destroy();
    }, this.#limits.holdMsMax);
    this.#held.set(client, timer);
  }

  #join(client: Socket, target: ForwarderTarget): void {
    const upstream = connect({ host: target.address, port: target.port, noDelay: true, allowHalfOpen: true });
    const pointed = this.#pointed;
    this.#open.set(client, upstream);
    const refused = (): void => {
      upstream.destroy();
      if (!this.#open.delete(client)) return;
      if (this.#target && this.#pointed !== pointed) this.#join(client, this.#target);
      else this.#hold(client);
    };
    upstream.once("error", refused);
    upstream.once("connect", () => {
      upstream.off("error", refused);
      relay(client, upstream);
      relay(upstream, client);
    });
    client.once("close", (hadError) => {
      this.#open.delete(client);
      if (hadError) upstream.destroy();
      else upstream.destroySoon();
    });
  }
}

/** `pipe` without its bookkeeping: what is read is written, and reading waits for a slow writer. */
function relay(from: Socket, to: Socket): void {
  from.on("data", (chunk) => {
    if (!to.write(chunk)) from.pause();
  });
  to.on("drain", () => from.resume());
  from.on("end", () => to.end());
  from.on("error", () => to.destroy());
  from.resume();
}
