import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanRun, evidenceOf, KEY_PREFIX, payment, postingsOf, type HandMade } from "../testing/hand-made.ts";
import { FAILOVER_CHECKS } from "./checks.ts";
import { runChecks } from "./run-checks.ts";

const verdictOf = (run: HandMade, name: string) =>
  runChecks(FAILOVER_CHECKS, evidenceOf(run)).find((result) => result.name === name)?.verdict;
const anyPayment = fc.integer({ min: 0, max: 199 });
const options = { numRuns: 60 };

test("dropping any acknowledged payments is always caught", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyPayment, { minLength: 1, maxLength: 20 }), (numbers) => {
      const run = cleanRun();
      const dropped = new Set(numbers.map((number) => `pay_${KEY_PREFIX}${number}`));
      run.ledger.payments = run.ledger.payments.filter((each) => !dropped.has(each.id));
      run.ledger.postings = run.ledger.postings.filter((each) => !dropped.has(each.paymentId));
      expect(verdictOf(run, "no-lost-ack")).toBe("invalid");
    }),
    options,
  );
});

test("a second payment under any key is always caught", () => {
  fc.assert(
    fc.property(anyPayment, fc.string({ minLength: 1 }), (number, suffix) => {
      const run = cleanRun();
      const twin = payment({ idempotencyKey: `${KEY_PREFIX}${number}`, id: `pay_twin${suffix}` });
      run.ledger.payments.push(twin);
      run.ledger.postings.push(...postingsOf(twin));
      expect(verdictOf(run, "exactly-once")).toBe("invalid");
    }),
    options,
  );
});

test("a payment under any key of this run that was never sent is always caught", () => {
  fc.assert(
    fc.property(fc.string(), (suffix) => {
      const run = cleanRun();
      const invented = payment({ idempotencyKey: `${KEY_PREFIX}!${suffix}` });
      run.ledger.payments.push(invented);
      run.ledger.postings.push(...postingsOf(invented));
      expect(verdictOf(run, "none-invented")).toBe("invalid");
    }),
    options,
  );
});

test("any posting that moves any other amount is always caught", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 399 }),
      fc.integer({ min: 1, max: 2 ** 40 }),
      fc.boolean(),
      (at, by, down) => {
        const run = cleanRun();
        run.ledger.postings[at]!.amountMinor += down ? -by : by;
        expect(verdictOf(run, "conservation")).toBe("invalid");
      },
    ),
    options,
  );
});

test("the order of operations, payments and postings changes no verdict", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (random) => {
      const run = cleanRun();
      const shuffle = <T>(items: T[]): T[] =>
        items
          .map((item) => ({ item, rank: random.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ item }) => item);
      run.ledger.payments = shuffle(run.ledger.payments);
      run.ledger.postings = shuffle(run.ledger.postings);
      const results = runChecks(FAILOVER_CHECKS, evidenceOf({ ...run, operations: shuffle(run.operations) }));
      expect(results.filter((result) => result.verdict !== "valid")).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
