import { Worker } from "node:worker_threads";
import { EmulatorError } from "../errors.ts";
import type { ForwarderReply, ForwarderRequest } from "./forwarder-worker.ts";
import type { ForwarderTarget, HoldLimits } from "./forwarder.ts";
import type { TlsTermination } from "./tls-termination.ts";

const LIMITS: HoldLimits = { heldConnectionsMax: 1_024, holdMsMax: 30_000 };

type Unsequenced<T> = T extends unknown ? Omit<T, "sequence"> : never;

interface Pending {
  resolve(): void;
  reject(error: EmulatorError): void;
  readonly what: string;
}

/**
 * TCP endpoints that can be re-pointed while clients are connected, in a worker thread of their own, so that traffic
 * and the API's event loop don't wait for each other. Requests take effect in the order in which they were made.
 */
export class Forwarders {
  readonly #worker = new Worker(new URL("./forwarder-worker.ts", import.meta.url));
  readonly #pending = new Map<number, Pending>();
  readonly #limits: HoldLimits;
  #sequence = 0;
  #failure: EmulatorError | undefined;

  constructor(limits: Partial<HoldLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#worker.unref();
    this.#worker.on("message", (reply: ForwarderReply) => this.#settle(reply));
    this.#worker.on("error", (error: Error) => this.#fail(`The endpoint thread failed: ${error.message}; restart.`));
    this.#worker.on("exit", () => this.#fail("The endpoint thread has ended; restart."));
  }

  /**
   * Listens on `address:port` without a target: clients are held until `point`. With `tls` it is ended here.
   * Throws `EndpointFailed` when the port is taken or may not be bound.
   */
  open(id: string, address: string, port: number, tls?: TlsTermination): Promise<void> {
    const what = `listen on ${address}:${port} for ${id}`;
    return this.#request({ kind: "open", id, address, port, limits: this.#limits, ...(tls && { tls }) }, what);
  }

  /** Sends clients to `target`; null cuts those connected and holds new ones until there is a target again. */
  point(id: string, target: ForwarderTarget | null): Promise<void> {
    return this.spread(id, target ? [target] : []);
  }

  /** Sends each client to the next of `targets`, and cuts those that are connected to another one. */
  spread(id: string, targets: readonly ForwarderTarget[]): Promise<void> {
    return this.#request({ kind: "point", id, targets }, `re-point ${id}`);
  }

  /** Cuts every connection and refuses new ones. */
  close(id: string): Promise<void> {
    return this.#request({ kind: "close", id }, `close ${id}`);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #request(request: Unsequenced<ForwarderRequest>, what: string): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    const sequence = ++this.#sequence;
    return new Promise((resolve, reject) => {
      this.#pending.set(sequence, { resolve, reject, what });
      this.#worker.postMessage({ ...request, sequence });
    });
  }

  #settle({ sequence, error }: ForwarderReply): void {
    const pending = this.#pending.get(sequence);
    this.#pending.delete(sequence);
    if (error === undefined) pending?.resolve();
    else pending?.reject(new EmulatorError("EndpointFailed", `Can't ${pending.what}: ${error}; free it and retry.`));
  }

  #fail(message: string): void {
    this.#failure ??= new EmulatorError("EndpointFailed", message);
    for (const pending of this.#pending.values()) pending.reject(this.#failure);
    this.#pending.clear();
  }
}
