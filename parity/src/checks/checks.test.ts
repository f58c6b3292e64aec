import { describe, expect, test } from "vitest";
import {
  cleanRun,
  evidenceOf,
  fault,
  KEY_PREFIX,
  operation,
  payment,
  postingsOf,
  type HandMade,
} from "../testing/hand-made.ts";
import { FAILOVER_CHECKS } from "./checks.ts";
import { runChecks } from "./run-checks.ts";

type Verdicts = Record<string, string>;

function verdicts(spoil: (run: HandMade) => Partial<HandMade> | void = () => undefined): Verdicts {
  const run = cleanRun();
  const results = runChecks(FAILOVER_CHECKS, evidenceOf({ ...run, ...spoil(run) }));
  return Object.fromEntries(results.map((result) => [result.name, result.verdict]));
}

const CLEAN = Object.fromEntries(FAILOVER_CHECKS.map((check) => [check.name, "valid"]));

test("a clean run is valid by every check", () => expect(verdicts()).toEqual(CLEAN));

describe("a lost acknowledgement", () => {
  test("is caught wherever it was acknowledged", () => {
    for (const number of [1, 57, 100, 199]) {
      const found = verdicts((run) => void removePayment(run, number));
      expect(found).toEqual({ ...CLEAN, "no-lost-ack": "invalid" });
    }
  });

  test("is caught when a retry made another payment under its key", () => {
    const found = verdicts((run) => {
      run.ledger.payments[7] = payment({ idempotencyKey: `${KEY_PREFIX}7`, id: "pay_other" });
      for (const posting of run.ledger.postings) {
        if (posting.paymentId === `pay_${KEY_PREFIX}7`) posting.paymentId = "pay_other";
      }
    });
    expect(found).toEqual({ ...CLEAN, "no-lost-ack": "invalid", "exactly-once": "invalid" });
  });

  test("spanning more than the recovery point objective breaks that too", () => {
    const found = verdicts((run) => {
      for (const each of run.operations.slice(1, 101)) each.endUs += 1;
      run.faults[0] = fault({ startUs: 301_000_000 });
      for (let number = 90; number < 100; number++) removePayment(run, number);
    });
    expect(found).toMatchObject({ "no-lost-ack": "invalid", rpo: "invalid" });
  });
});

describe("exactly once", () => {
  test.each<[string, (run: HandMade) => void]>([
    [
      "two payments under one key",
      (run) => addPayment(run, payment({ idempotencyKey: `${KEY_PREFIX}3`, id: "pay_twin" })),
    ],
    ["one payment twice in the ledger", (run) => void run.ledger.payments.push(run.ledger.payments[3]!)],
    [
      "a replay answered with another id",
      (run) => {
        run.operations.push(replay(`${KEY_PREFIX}3`, "pay_twin"));
        addPayment(run, payment({ idempotencyKey: `${KEY_PREFIX}3`, id: "pay_twin" }));
      },
    ],
    [
      "a replay answered with another key's id",
      (run) => void run.operations.push(replay(`${KEY_PREFIX}3`, `pay_${KEY_PREFIX}4`)),
    ],
    [
      "an acknowledgement without an id",
      (run) => void run.operations.push({ ...replay(`${KEY_PREFIX}3`, ""), paymentId: null }),
    ],
    [
      "a retry refused as another body",
      (run) =>
        void run.operations.push({
          ...replay(`${KEY_PREFIX}3`, ""),
          paymentId: null,
          outcome: "fail",
          httpStatus: 422,
          code: "idempotency_key_reused",
        }),
    ],
  ])("catches %s", (_, spoil) => expect(verdicts(spoil)["exactly-once"]).toBe("invalid"));

  test("a replay with the same id is fine", () => {
    expect(verdicts((run) => void run.operations.push(replay(`${KEY_PREFIX}3`, `pay_${KEY_PREFIX}3`)))).toEqual(CLEAN);
  });
});

describe("none invented", () => {
  test("catches a payment whose key was never sent", () => {
    const found = verdicts((run) => addPayment(run, payment({ idempotencyKey: `${KEY_PREFIX}999` })));
    expect(found).toEqual({ ...CLEAN, "none-invented": "invalid" });
  });

  test("catches a payment that was definitely refused, but not one in doubt", () => {
    for (const [outcome, verdict] of [
      ["fail", "invalid"],
      ["info", "valid"],
    ] as const) {
      const key = `${KEY_PREFIX}refused`;
      const found = verdicts((run) => {
        run.operations.push(operation({ key, outcome, paymentId: null }));
        addPayment(run, payment({ idempotencyKey: key }));
      });
      expect(found).toEqual({ ...CLEAN, "none-invented": verdict });
    }
  });

  test("catches another amount or currency than was asked for", () => {
    expect(verdicts((run) => void (run.operations[3]!.amountMinor = 99))["none-invented"]).toBe("invalid");
    expect(verdicts((run) => void (run.operations[3]!.currency = "USD"))["none-invented"]).toBe("invalid");
  });

  test("leaves payments of other runs alone", () => {
    expect(verdicts((run) => addPayment(run, payment({ idempotencyKey: "somebody-else" })))).toEqual(CLEAN);
  });

  test("counts attempts of unknown outcome that had committed", () => {
    const run = cleanRun();
    run.operations.push(operation({ key: "k", outcome: "info", paymentId: null }), replay("k", "pay_k"));
    const key = `${KEY_PREFIX}doubt`;
    run.operations.push(operation({ key, outcome: "info", paymentId: null }));
    run.operations.push(replay(key, `pay_${key}`));
    addPayment(run, payment({ idempotencyKey: key }));
    const result = runChecks(FAILOVER_CHECKS, evidenceOf(run)).find((each) => each.name === "none-invented");
    expect(result?.evidence).toMatchObject({ inDoubtButCommitted: 1 });
  });
});

describe("conservation", () => {
  test.each<[string, (run: HandMade) => void]>([
    ["postings that don't sum to zero", (run) => void (run.ledger.postings[4]!.amountMinor += 1)],
    ["a payment without postings", (run) => void run.ledger.postings.splice(4, 2)],
    ["half a pair of postings", (run) => void run.ledger.postings.splice(4, 1)],
    ["postings that balance only across currencies", (run) => void (run.ledger.postings[4]!.currency = "USD")],
    [
      "postings of too small an amount",
      (run) => {
        run.ledger.postings[4]!.amountMinor = 1;
        run.ledger.postings[5]!.amountMinor = -1;
      },
    ],
    [
      "postings of a payment that doesn't exist",
      (run) => void run.ledger.postings.push(...postingsOf(payment({ id: "pay_ghost" }))),
    ],
    ["more captured than authorized", (run) => void (run.ledger.payments[2]!.amountMinor = 99)],
    ["more refunded than captured", (run) => void (run.ledger.payments[2]!.refundedMinor = 101)],
    ["a negative refund", (run) => void (run.ledger.payments[2]!.refundedMinor = -1)],
  ])("catches %s", (_, spoil) => expect(verdicts(spoil).conservation).toBe("invalid"));

  test("sums beyond 2^53 are exact", () => {
    const huge = Number.MAX_SAFE_INTEGER;
    const found = verdicts((run) => {
      const [debit, credit] = run.ledger.postings.slice(0, 2) as [
        HandMade["ledger"]["postings"][0],
        HandMade["ledger"]["postings"][0],
      ];
      run.ledger.postings.push({ ...debit, amountMinor: huge }, { ...debit, amountMinor: huge });
      run.ledger.postings.push({ ...credit, amountMinor: -huge }, { ...credit, amountMinor: -huge + 1 });
    });
    expect(found.conservation).toBe("invalid");
  });
});

describe("a truncated export", () => {
  const truncated = (run: HandMade): Partial<HandMade> => ({ ledger: { ...run.ledger, incomplete: "It broke off." } });

  test("proves nothing about what is absent", () => {
    const unknown = ["no-lost-ack", "exactly-once", "none-invented", "conservation", "rpo"];
    const expected = Object.fromEntries(unknown.map((name) => [name, "unknown"]));
    expect(verdicts(truncated)).toEqual({ ...CLEAN, ...expected });
    expect(verdicts((run) => ({ ledger: { ...truncated(run).ledger!, payments: [], postings: [] } }))).toMatchObject(
      expected,
    );
  });

  test("does not hide what is there", () => {
    const found = verdicts((run) => {
      addPayment(run, payment({ idempotencyKey: `${KEY_PREFIX}3`, id: "pay_twin" }));
      addPayment(run, payment({ idempotencyKey: `${KEY_PREFIX}999` }));
      run.ledger.payments[2]!.refundedMinor = 101;
      return truncated(run);
    });
    expect(found).toMatchObject({ "exactly-once": "invalid", "none-invented": "invalid", conservation: "invalid" });
  });

  test("does not hide what the answers alone show", () => {
    const answers = [replay(`${KEY_PREFIX}3`, "pay_twin"), replay(`${KEY_PREFIX}new`, `pay_${KEY_PREFIX}4`)];
    for (const answer of answers) {
      const found = verdicts((run) => {
        run.operations.push(answer);
        return { ledger: { incomplete: "It broke off.", payments: [], postings: [] } };
      });
      expect(found["exactly-once"]).toBe("invalid");
    }
  });

  test("does not accuse a payment whose postings were cut off", () => {
    const found = verdicts((run) => {
      run.ledger.postings.splice(301);
      return truncated(run);
    });
    expect(found.conservation).toBe("unknown");
  });
});

test("too little load, or no fault at all, is judged unknown", () => {
  expect(verdicts((run) => ({ operations: run.operations.slice(0, 10) }))["load-sufficient"]).toBe("unknown");
  expect(verdicts((run) => ({ operations: run.operations.slice(0, 120) }))["load-sufficient"]).toBe("unknown");
  expect(verdicts((run) => ({ operations: run.operations.slice(90) }))["load-sufficient"]).toBe("unknown");
  expect(verdicts(() => ({ faults: [] }))).toMatchObject({
    "load-sufficient": "unknown",
    "fault-effective": "unknown",
    rto: "unknown",
    rpo: "unknown",
  });
  expect(verdicts(() => ({ operations: [] }))).toMatchObject({ "load-sufficient": "unknown", rto: "unknown" });
});

test("a check that throws judges unknown and leaves the others alone", () => {
  const broken = {
    name: "broken",
    claim: "",
    judge: () => {
      throw new TypeError("not a function");
    },
  };
  const results = runChecks([broken, ...FAILOVER_CHECKS], evidenceOf(cleanRun()));
  expect(results[0]).toMatchObject({
    verdict: "unknown",
    summary: expect.stringContaining("not a function") as string,
  });
  expect(results.slice(1).every((result) => result.verdict === "valid")).toBe(true);
});

function removePayment(run: HandMade, number: number): void {
  const id = `pay_${KEY_PREFIX}${number}`;
  run.ledger.payments = run.ledger.payments.filter((each) => each.id !== id);
  run.ledger.postings = run.ledger.postings.filter((each) => each.paymentId !== id);
}

function addPayment(run: HandMade, added: ReturnType<typeof payment>): void {
  run.ledger.payments.push(added);
  run.ledger.postings.push(...postingsOf(added));
}

function replay(key: string, paymentId: string): ReturnType<typeof operation> {
  return operation({
    key,
    paymentId,
    attempt: 2,
    type: "replay-payment",
    replayed: true,
    startUs: 1_900_000,
    endUs: 1_904_000,
  });
}
