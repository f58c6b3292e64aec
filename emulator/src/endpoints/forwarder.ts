import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { terminateTls, type TlsTermination } from "./tls-termination.ts";

/** Where a forwarder sends what it receives. */
export interface ForwarderTarget {
  readonly address: string;
  readonly port: number;
}

interface Joined {
  readonly upstream: Socket;
  readonly target: ForwarderTarget;
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
 * refuses connections counts as none for the client that met it. Of several targets each client gets the next one.
 */
export class Forwarder {
  readonly #server: Server;
  readonly #limits: HoldLimits;
  readonly #open = new Map<Socket, Joined>();
  readonly #held = new Map<Socket, NodeJS.Timeout>();
  #targets: readonly ForwarderTarget[] = [];
  #next = 0;
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

  /** Cuts every open connection whose target goes, then lets held clients through. */
  point(targets: readonly ForwarderTarget[]): void {
    this.#targets = targets;
    this.#pointed++;
    for (const [client, { target }] of this.#open) {
      if (!targets.some((each) => isSame(each, target))) this.#cut(client);
    }
    if (targets.length === 0) return;
    for (const [client, timer] of this.#held) {
      clearTimeout(timer);
      this.#held.delete(client);
      this.#join(client, targets.length);
    }
  }

  close(): void {
    this.#server.close();
    this.#targets = [];
    for (const client of this.#open.keys()) this.#cut(client);
    for (const [client, timer] of this.#held) {
      clearTimeout(timer);
      client.destroy();
    }
    this.#held.clear();
  }

  #cut(client: Socket): void {
    client.destroy();
    this.#open.get(client)?.upstream.destroy();
    this.#open.delete(client);
  }

  #accept(client: Socket): void {
    client.on("error", () => client.destroy());
    if (this.#targets.length > 0) this.#join(client, this.#targets.length);
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

  /** Tries so many targets one after the other. */
  #join(client: Socket, tries: number): void {
    const target = this.#targets[this.#next++ % this.#targets.length]!;
    const upstream = connect({ host: target.address, port: target.port, noDelay: true, allowHalfOpen: true });
    const pointed = this.#pointed;
    this.#open.set(client, { upstream, target });
    const refused = (): void => {
      upstream.destroy();
      if (!this.#open.delete(client)) return;
      if (this.#targets.length > 0 && this.#pointed !== pointed) this.#join(client, this.#targets.length);
      else if (tries > 1) this.#join(client, tries - 1);
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

function isSame(a: ForwarderTarget, b: ForwarderTarget): boolean {
  return a.address === b.address && a.port === b.port;
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
