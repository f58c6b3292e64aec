import { setTimeout as sleep } from "node:timers/promises";
import { SIGNATURE_HEADER, signWebhook } from "../domain/webhook-signature.ts";
import { nextWebhookAttempt } from "../domain/webhook-retry.ts";
import type { Job } from "../jobs/job.ts";
import type { ClaimedDelivery, WebhookOutbox, WebhookSender } from "../usecases/webhook-ports.ts";

export interface DispatcherOptions {
  readonly intervalMs?: number;
  /** Longer than a request may take, and what recording it takes. */
  readonly leaseMs?: number;
  readonly random?: () => number;
}

const INTERVAL_MS = 500;
const LEASE_MS = 60_000;
const CONCURRENT_MAX = 64;
/** So that an endpoint that hangs takes up few of all. */
const CONCURRENT_PER_ENDPOINT_MAX = 4;
/** So that a merchant all of whose endpoints hang does. */
const CONCURRENT_PER_MERCHANT_MAX = 8;

/**
 * Delivers what is in the outbox, at least once: a delivery is claimed for a while, attempted, and its result written
 * down. If the process dies in between, the claim ends and another process attempts it again. Any number of processes
 * may do this side by side.
 */
export class WebhookDispatcher implements Job {
  readonly name = "webhooks";
  readonly intervalMs: number;
  readonly #outbox: WebhookOutbox;
  readonly #sender: WebhookSender;
  readonly #leaseMs: number;
  readonly #random: () => number;
  readonly #running = new Map<Promise<void>, ClaimedDelivery>();

  constructor(outbox: WebhookOutbox, sender: WebhookSender, options: DispatcherOptions = {}) {
    this.#outbox = outbox;
    this.#sender = sender;
    this.intervalMs = options.intervalMs ?? INTERVAL_MS;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.#random = options.random ?? Math.random;
  }

  /** Claims what there is room for and starts it; true if more may be due. */
  async run(): Promise<boolean> {
    if (this.#running.size >= CONCURRENT_MAX) await Promise.race(this.#running.keys());
    const running = [...this.#running.values()];
    const claimed = await this.#outbox.claim({
      limit: CONCURRENT_MAX - running.length,
      perEndpoint: CONCURRENT_PER_ENDPOINT_MAX,
      perMerchant: CONCURRENT_PER_MERCHANT_MAX,
      running,
      leaseMs: this.#leaseMs,
    });
    const hasRoomSince = this.#running.size < running.length;
    for (const delivery of claimed) {
      const attempt: Promise<void> = this.#attempt(delivery)
        // Not recorded: the claim ends by itself, and the delivery is attempted again.
        .catch(() => {})
        .finally(() => this.#running.delete(attempt));
      this.#running.set(attempt, delivery);
    }
    if (claimed.length > 0 || hasRoomSince) return true;
    if (this.#running.size === 0) return false;
    await this.#firstEnd();
    return true;
  }

  /** Resolves when what was started has ended. */
  async drain(): Promise<void> {
    await Promise.all(this.#running.keys());
  }

  /** Resolves when an attempt has ended, which makes room at its endpoint, or something else may have become due. */
  async #firstEnd(): Promise<void> {
    const waiting = new AbortController();
    const interval = sleep(this.intervalMs, undefined, { signal: waiting.signal }).catch(() => {});
    await Promise.race([...this.#running.keys(), interval]);
    waiting.abort();
  }

  async #attempt(delivery: ClaimedDelivery): Promise<void> {
    const startedAt = new Date();
    const start = performance.now();
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "payment-system-webhooks/1",
      [SIGNATURE_HEADER]: signWebhook(delivery.payload, delivery.secrets, startedAt),
      "payment-event-id": delivery.eventId,
      "payment-delivery-attempt": String(delivery.attempt),
    };
    const { status, error } = await this.#sender.send(delivery.url, headers, delivery.payload);
    const outcome = status !== null && status >= 200 && status < 300 ? "delivered" : "failed";
    await this.#outbox.record(delivery, {
      number: delivery.attempt,
      startedAt,
      durationMs: Math.round(performance.now() - start),
      status,
      error: error ?? (outcome === "failed" ? `The endpoint answered with ${status}.` : null),
      outcome,
      nextAttemptAt: nextWebhookAttempt(delivery.attempt, new Date(), delivery.giveUpAt, this.#random()),
    });
  }
}
