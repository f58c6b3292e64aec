import { paymentRequests, type PaymentRequest } from "../generators/payments.ts";
import type { Random } from "../generators/random.ts";
import { pause } from "../wait/until.ts";
import { attempt, type AttemptContext, type SentPayment } from "./attempts.ts";
import type { Load } from "./load.ts";
import { Pacer } from "./pacer.ts";

/**
 * Waits between attempts of a payment, growing from the first to the last. `Retry-After` is not honoured: the clients
 * are probes as well, and its whole seconds would round every outage up.
 */
const BACKOFF_MS_MIN = 20;
const BACKOFF_MS_MAX = 100;
/** This share of the acknowledged payments is sent again at once, as an impatient client would. */
const REPLAY_SHARE = 0.02;

/** Clients that create payments until they are stopped. */
export class PaymentWorkload {
  readonly #context: AttemptContext;
  readonly #load: Load;
  readonly #requests: Generator<PaymentRequest, never>;
  readonly #pacer: Pacer;
  readonly #stopping = new AbortController();
  readonly #sent: SentPayment[] = [];
  readonly #processes: Promise<void>[];

  /** Starts at once. */
  constructor(context: AttemptContext, load: Load, random: Random, keyPrefix: string) {
    this.#context = context;
    this.#load = load;
    this.#requests = paymentRequests(random.fork("payments"), keyPrefix);
    this.#pacer = new Pacer(load.ratePerSecond);
    this.#processes = Array.from({ length: load.processes }, (_, process) =>
      this.#run(process, random.fork(`process ${process}`)),
    );
  }

  /** Every payment that was begun. */
  get sent(): readonly SentPayment[] {
    return this.#sent;
  }

  /** Begins nothing more and returns when every attempt under way has ended, at the latest by its time-out. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#processes);
  }

  async #run(process: number, random: Random): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (this.#sent.length < this.#load.paymentsMax) {
        await this.#pacer.slot(signal);
        if (signal.aborted) return;
        const payment: SentPayment = { request: this.#requests.next().value, attempts: 0 };
        this.#sent.push(payment);
        await this.#pursue(process, payment, random);
      }
    } catch (error) {
      // The pause that stopping ended; anything else is a defect of the harness and must surface.
      if (!signal.aborted) throw error;
    }
  }

  async #pursue(process: number, payment: SentPayment, random: Random): Promise<void> {
    for (let left = this.#load.attemptsMax; left > 0; left--) {
      const answer = await attempt(this.#context, process, "create-payment", payment);
      if (!answer.retryable) {
        if (answer.outcome === "ok" && random.next() < REPLAY_SHARE) {
          await attempt(this.#context, process, "replay-payment", payment);
        }
        return;
      }
      const growth = Math.min(1, payment.attempts / this.#load.attemptsMax);
      const ceilingMs = BACKOFF_MS_MIN + (BACKOFF_MS_MAX - BACKOFF_MS_MIN) * growth;
      await pause(ceilingMs * (0.5 + random.next() / 2), this.#stopping.signal);
    }
  }
}
