import type Stripe from "stripe";

/** Asks Stripe, until a deadline that all requests of one operation share. */
export class Asking {
  readonly #stripe: Stripe;
  readonly #signal: AbortSignal;

  constructor(stripe: Stripe, signal: AbortSignal) {
    this.#stripe = stripe;
    this.#signal = signal;
  }

  /**
   * Rejects when the deadline is over; a request that is under way then may still be carried out, but none follows it.
   * Rejects with what the SDK throws, too.
   */
  async ask<T>(request: (stripe: Stripe) => Promise<T>): Promise<T> {
    const signal = this.#signal;
    signal.throwIfAborted();
    let giveUp = (): void => {};
    const deadline = new Promise<never>((_, reject) => {
      giveUp = () => reject(signal.reason as Error);
      signal.addEventListener("abort", giveUp, { once: true });
    });
    try {
      return await Promise.race([request(this.#stripe), deadline]);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }
}
