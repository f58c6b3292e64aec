import { describe, expect, test } from "vitest";
import { cleanRun, evidenceOf, fault, operation, type HandMade } from "../testing/hand-made.ts";
import { roundFigures } from "./figures.ts";
import { commitsOf, outageOf } from "./outage.ts";
import { recoveryParts } from "./recovery-parts.ts";
import { lossesOf } from "./rpo.ts";
import { rto } from "./rto.ts";

const every = (fromUs: number, toUs: number, stepUs = 10_000): number[] =>
  Array.from({ length: Math.ceil((toUs - fromUs) / stepUs) }, (_, index) => fromUs + index * stepUs);
const FAULT = fault({ startUs: 1_000_000, watchedUntilUs: 1_500_000 });
const outage = (commits: number[], of = FAULT) => outageOf(of, 1_000_000, commits);

describe("the outage that starts with a fault", () => {
  test("is the longest time without a commit, recovery counting from the fault's start", () => {
    const found = outage([...every(0, 1_020_001), ...every(1_200_000, 2_000_000)]);
    expect(found).toMatchObject({ startUs: 1_020_000, endUs: 1_200_000, outageMs: 180, rtoMs: 200, resolutionMs: 10 });
  });

  test("begins with the fault when no commit came after it", () => {
    expect(outage([...every(0, 995_001), ...every(1_100_000, 2_000_000)])).toMatchObject({
      startUs: 1_000_000,
      outageMs: 100,
    });
  });

  test("is not a longer hiccup before the fault or after the watch over it", () => {
    const commits = [
      ...every(0, 400_000),
      ...every(800_000, 1_000_001),
      ...every(1_100_000, 1_600_001),
      ...every(1_900_000, 2_000_000),
    ];
    expect(outage(commits)).toMatchObject({ startUs: 1_000_000, endUs: 1_100_000 });
  });

  test("counts whole although the watch ended within it", () => {
    expect(outage([...every(0, 1_000_001), 1_900_000])).toMatchObject({ outageMs: 900, rtoMs: 900 });
  });

  test("is 0 when commits came at their usual distance", () => {
    expect(outage(every(0, 2_000_000))).toMatchObject({ outageMs: 0, rtoMs: 0, resolutionMs: 10 });
  });

  test("is open when nothing committed any more", () => {
    expect(outage(every(0, 1_050_001))).toMatchObject({ startUs: 1_050_000, endUs: null, rtoMs: null });
  });

  test("is not known without payments before the fault", () => expect(outage(every(1_100_000, 2_000_000))).toBeNull());
});

test("the warm-up is not compared with", () => {
  const run = cleanRun();
  run.operations = run.operations.filter((each) => each.startUs > 300_000 || each.startUs < 20_000);
  const whole = evidenceOf(run);
  expect(roundFigures(whole)[0]).toMatchObject({ resolutionMs: 290 });
  expect(roundFigures({ ...whole, load: { ...whole.load, startUs: 300_000 } })[0]).toMatchObject({ resolutionMs: 10 });
});

test("a replayed answer, a failure or an unknown outcome is no commit", () => {
  const operations = [
    operation({ endUs: 1, replayed: true }),
    operation({ endUs: 2, outcome: "info" }),
    operation({ endUs: 3, outcome: "fail" }),
    operation({ endUs: 4, type: "replay-payment" }),
    operation({ endUs: 5 }),
  ];
  expect(commitsOf(operations)).toEqual([5]);
});

describe("the recovery time", () => {
  const judged = (spoil: (run: HandMade) => Partial<HandMade> | void, objectiveMs = 900_000) => {
    const run = cleanRun();
    const evidence = evidenceOf({ ...run, ...spoil(run) });
    return rto.judge({ ...evidence, objectives: { ...evidence.objectives, rtoMsMax: objectiveMs } }).verdict;
  };
  const neverRecovers = (run: HandMade) => ({ operations: run.operations.filter((each) => each.endUs < 1_010_000) });

  test("over the objective is invalid", () => {
    expect(judged(() => undefined, 164)).toBe("invalid");
    expect(judged(() => undefined, 166)).toBe("valid");
  });

  test("that never ended is invalid only if the objective's time was watched", () => {
    expect(judged(neverRecovers, 999)).toBe("invalid");
    expect(judged(neverRecovers, 1_001)).toBe("unknown");
  });

  test("after a fault that changed nothing is unknown", () => {
    expect(judged(() => ({ faults: [fault({ observed: [], events: [] })] }))).toBe("unknown");
  });

  test("is judged by the worst of several rounds", () => {
    const second = fault({ round: 2, startUs: 1_500_000, watchedUntilUs: 1_800_000 });
    expect(judged((run) => ({ faults: [...run.faults, second] }))).toBe("valid");
    const cut = (run: HandMade) => run.operations.filter((each) => each.endUs < 1_510_000);
    expect(judged((run) => ({ faults: [...run.faults, second], operations: cut(run) }))).toBe("unknown");
  });
});

describe("the breakdown", () => {
  const parts = (...told: Parameters<typeof recoveryParts>) =>
    Object.fromEntries(recoveryParts(...told).map(({ name, ms }) => [name, ms]));

  test("divides by the failover events", () => {
    expect(parts(FAULT, 1_200_000)).toEqual({ detect: 20, promote: 100, reconnect: 80 });
  });

  test("tells only what the events can tell", () => {
    expect(parts(FAULT, 1_100_000)).toEqual({ detect: 20, promote: null, reconnect: null });
    const [started] = FAULT.events!;
    const unknown = { detect: null, promote: null, reconnect: null };
    expect(parts({ ...FAULT, events: [] }, 1_200_000)).toEqual(unknown);
    expect(parts({ ...FAULT, events: null }, 1_200_000)).toEqual(unknown);
    expect(parts(FAULT, null)).toEqual(unknown);
    expect(parts({ ...FAULT, events: [{ ...started!, atUs: 0 }] }, 1_200_000)).toEqual(unknown);
    expect(parts({ ...FAULT, events: [{ ...started!, atUs: 1_300_000 }] }, 1_200_000)).toEqual(unknown);
  });
});

describe("the recovery point", () => {
  const lose = (run: HandMade, numbers: number[]) => {
    const ids = numbers.map((number) => `pay_parity-test-${number}`);
    return { ...run.ledger, payments: run.ledger.payments.filter((each) => !ids.includes(each.id)) };
  };

  test("runs from the last surviving acknowledgement before the first lost one to the fault", () => {
    const run = cleanRun();
    // Payment 89 was acknowledged at 899 ms, and 95 survived among the lost ones: the loss still began after 89.
    const ledger = lose(run, [90, 91, 92, 93, 94, 96, 97, 98]);
    expect(lossesOf({ ...run, ledger })).toEqual([{ round: 1, lostPayments: 8, rpoMs: 101 }]);
  });

  test("reaches to the last lost acknowledgement when that came after the fault's start", () => {
    const run = cleanRun();
    expect(lossesOf({ ...run, ledger: lose(run, [99, 100]) })).toEqual([{ round: 1, lostPayments: 2, rpoMs: 20 }]);
  });

  test("is attributed to the fault that followed", () => {
    const run = cleanRun();
    run.faults.push(fault({ round: 2, startUs: 1_700_000, watchedUntilUs: 1_900_000 }));
    expect(lossesOf({ ...run, ledger: lose(run, [169]) })).toEqual([
      { round: 1, lostPayments: 0, rpoMs: 0 },
      { round: 2, lostPayments: 1, rpoMs: 11 },
    ]);
  });

  test("is not known when nothing survived", () => {
    const run = cleanRun();
    expect(lossesOf({ ...run, ledger: { ...run.ledger, payments: [] } })[0]).toMatchObject({ rpoMs: null });
  });
});
