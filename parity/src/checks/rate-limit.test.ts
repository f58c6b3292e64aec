import { describe, expect, test } from "vitest";
import type { Probe } from "../history/probe.ts";
import { cleanRun, evidenceOf, fault } from "../testing/hand-made.ts";
import { rateLimitBounded } from "./rate-limit-bounded.ts";
import { rateLimitShared } from "./rate-limit-shared.ts";
import { noFailedPayment } from "./no-failed-payment.ts";

const LIMIT = 10;
const FAULT = fault({ startUs: 1_000_000 });

/** A look every 10 ms, all served by the shared store and all but the first few of each second refused. */
function looks(spoil: (probe: Probe, startUs: number) => Partial<Probe> = () => ({})): Probe[] {
  return Array.from({ length: 300 }, (_, index) => {
    const startUs = index * 10_000;
    const httpStatus = startUs % 1_000_000 < 50_000 ? 200 : 429;
    const times = { startUs, endUs: startUs + 2_000 };
    const probe: Probe = { scenario: "s", ...times, httpStatus, store: "redis", limitPerSecond: LIMIT, burst: null };
    return { ...probe, ...spoil(probe, startUs) };
  });
}

const away = (toUs: number) => (_: Probe, startUs: number) =>
  startUs > 1_000_000 && startUs < toUs ? ({ store: "local" } as const) : {};
const evidence = (probes: Probe[]) => ({
  ...evidenceOf({ ...cleanRun(), faults: [FAULT] }),
  load: { startUs: 0, endUs: 3_000_000, attemptsMax: 12 },
  probes,
});
const shared = (probes: Probe[]) => rateLimitShared.judge(evidence(probes));
const bounded = (probes: Probe[]) => rateLimitBounded.judge(evidence(probes));

describe("the limit is shared", () => {
  test("again at the first answer of a lasting return", () => {
    expect(shared(looks(away(1_200_000)))).toMatchObject({
      verdict: "valid",
      evidence: { rounds: [{ backAfterMs: 202 }] },
    });
    const again = looks((probe, startUs) =>
      startUs === 1_400_000 ? { store: "local" } : away(1_200_000)(probe, startUs),
    );
    expect(shared(again)).toMatchObject({ evidence: { rounds: [{ backAfterMs: 412 }] } });
  });

  test("at once if no answer told otherwise", () => {
    expect(shared(looks())).toMatchObject({ verdict: "valid", evidence: { rounds: [{ backAfterMs: 0 }] } });
  });

  test("not if it never comes back, or never was", () => {
    expect(shared(looks(away(9_000_000))).verdict).toBe("invalid");
    expect(shared(looks(() => ({ store: "local" }))).verdict).toBe("invalid");
    expect(shared([]).verdict).toBe("invalid");
  });
});

describe("the limit holds", () => {
  const letThrough = (fromUs: number, count: number) => (probe: Probe, startUs: number) => ({
    ...away(1_200_000)(probe, startUs),
    ...(startUs >= fromUs && startUs < fromUs + count * 10_000 ? { httpStatus: 200 } : {}),
  });

  test("if no window lets through more than its allowance", () => {
    expect(bounded(looks())).toMatchObject({ verdict: "valid" });
  });

  test("not if one does, in calm", () => {
    // 25 within 250 ms, where a limit of 10 gives 12.5.
    expect(bounded(looks(letThrough(2_300_000, 25))).verdict).toBe("invalid");
  });

  test("during the fallback, up to the limits of all tasks and the shared one", () => {
    expect(bounded(looks(letThrough(1_010_000, 25))).verdict).toBe("valid");
    const everything = looks(letThrough(1_010_000, 25)).flatMap((probe) => [probe, probe]);
    expect(bounded(everything).verdict).toBe("invalid");
  });

  test("is not known if it was never reached, or never told", () => {
    expect(bounded(looks().filter(({ httpStatus }) => httpStatus === 200)).verdict).toBe("unknown");
    expect(bounded(looks(() => ({ limitPerSecond: null }))).verdict).toBe("unknown");
  });
});

describe("no payment fails", () => {
  const judged = (outcomes: readonly [outcome: "ok" | "fail" | "info", httpStatus: number][]) => {
    const [template] = cleanRun().operations;
    const operations = outcomes.map(([outcome, httpStatus], index) => {
      return { ...template!, outcome, httpStatus, attempt: index + 1, startUs: index, endUs: index + 1 };
    });
    return noFailedPayment.judge(evidenceOf({ ...cleanRun(), operations })).verdict;
  };
  const again = (count: number): ["info", number][] => Array.from({ length: count }, () => ["info", 503]);

  test("if a repetition succeeds, or the load ended before the client gave up", () => {
    expect(judged([...again(11), ["ok", 201]])).toBe("valid");
    expect(judged(again(11))).toBe("valid");
  });

  test("unless the client gave up, or was refused for good", () => {
    expect(judged(again(12))).toBe("invalid");
    expect(judged([["fail", 422]])).toBe("invalid");
    expect(judged([["fail", 429]])).toBe("valid");
  });

  test("is not known of none", () => expect(judged([])).toBe("unknown"));
});
