import fc from "fast-check";
import { expect, test } from "vitest";
import { paymentRequests, type PaymentRequest } from "./payments.ts";
import { seededRandom } from "./random.ts";

function take(seed: string, count: number): PaymentRequest[] {
  const requests = paymentRequests(seededRandom(seed), "run-1-");
  return Array.from({ length: count }, () => requests.next().value);
}

test("one seed, one stream of payments; another seed, another", () => {
  expect(take("7", 50)).toEqual(take("7", 50));
  expect(take("7", 50)).not.toEqual(take("8", 50));
});

test("keys are unique, carry the run's prefix, and amounts are positive integers", () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const payments = take(seed, 100);
      expect(new Set(payments.map((payment) => payment.key)).size).toBe(100);
      for (const { key, amountMinor } of payments) {
        expect(key.startsWith("run-1-") && Number.isSafeInteger(amountMinor) && amountMinor > 0).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test("forks of one seed are independent of how much another fork drew", () => {
  const root = seededRandom("7");
  const greedy = root.fork("a");
  for (let draws = 0; draws < 100; draws++) greedy.next();
  expect(root.fork("b").next()).toBe(seededRandom("7").fork("b").next());
});
