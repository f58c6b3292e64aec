import type { Random } from "../generators/random.ts";
import { pause } from "../wait/until.ts";
import { attempt, type AttemptContext, type SentPayment } from "./attempts.ts";

const CONCURRENCY = 8;
const INTERVAL_MS = 250;
/** Acknowledged payments that are sent once more after the fault, to see that they are known under the same id. */
const REPLAYS_MAX = 200;

/**
 * After the load: sends every payment that was left in doubt until it has a definite answer, and a sample of the
 * acknowledged ones once more; what is still in doubt at the deadline stays so. A payment that is lost is not hidden by that, for a new one has another id.
 */
export async function settle(
  context: AttemptContext,
  sent: readonly SentPayment[],
  options: { readonly random: Random; readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const { random, deadlineMs, signal } = options;
  const deadline = performance.now() + deadlineMs;
  const acknowledged = new Set(
    context.history.operations.filter((each) => each.outcome === "ok").map((each) => each.key),
  );
  const inDoubt = sent.filter((payment) => !acknowledged.has(payment.request.key));
  const known = sent.filter((payment) => acknowledged.has(payment.request.key));
  const replays = Array.from(
    { length: Math.min(REPLAYS_MAX, known.length) },
    () => known[random.integer(0, known.length - 1)]!,
  );
  const queue = [...inDoubt, ...new Set(replays)].values();
  const worker = async (_: unknown, process: number): Promise<void> => {
    for (const payment of queue) {
      while (performance.now() < deadline) {
        const { retryable } = await attempt(context, process, "replay-payment", payment);
        if (!retryable) break;
        await pause(INTERVAL_MS, signal);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}
