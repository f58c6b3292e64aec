import type { PaymentClient } from "../clients/payment-client.ts";
import type { Answer } from "../clients/answer.ts";
import type { Clock } from "../clock/clock.ts";
import type { PaymentRequest } from "../generators/payments.ts";
import type { History } from "../history/history.ts";
import type { Operation } from "../history/operation.ts";

export interface AttemptContext {
  readonly scenario: string;
  readonly client: PaymentClient;
  readonly clock: Clock;
  readonly history: History;
}

/** A payment and how often it was sent so far. */
export interface SentPayment {
  readonly request: PaymentRequest;
  attempts: number;
}

/** Sends a payment once and records how that ended. */
export async function attempt(
  context: AttemptContext,
  process: number,
  type: Operation["type"],
  sent: SentPayment,
): Promise<Answer> {
  const { clock, history } = context;
  const { key, amountMinor, currency } = sent.request;
  sent.attempts++;
  const attempt = sent.attempts;
  const startUs = clock.nowUs();
  const { retryable, ...answer } = await context.client.create(sent.request);
  const endUs = clock.nowUs();
  history.append({
    scenario: context.scenario,
    process,
    type,
    key,
    attempt,
    start: clock.wallAt(startUs),
    end: clock.wallAt(endUs),
    startUs,
    endUs,
    amountMinor,
    currency,
    ...answer,
  });
  return { retryable, ...answer };
}
