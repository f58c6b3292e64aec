import { expect, test } from "vitest";
import { cleanRun, evidenceOf, fault, type HandMade } from "../testing/hand-made.ts";
import { faultEffective } from "./fault-effective.ts";

const FELT = cleanRun().operations;
const UNFELT = FELT.filter((each) => each.outcome === "ok").map((each, index) => {
  const startUs = index * 10_000 + 5_000;
  return { ...each, attempt: 1, startUs, endUs: startUs + 4_000 };
});
const NOTHING = { observed: [], events: [], effectiveUs: null };
const REBOOTED = [
  {
    atUs: 1_050_000,
    state: {
      status: "rebooting",
      multiAz: true,
      availabilityZone: "us-east-1a",
      secondaryAvailabilityZone: "us-east-1b",
    },
  },
];

test("a time in which the harness itself stood still is not the system's", () => {
  const operations = UNFELT.map((each, index) => (index === 105 ? { ...each, endUs: each.endUs + 40_000 } : each));
  const judged = (endUs: number) => {
    const evidence = evidenceOf({ ...cleanRun(), faults: [fault()], operations });
    return faultEffective.judge({ ...evidence, stalls: [{ startUs: 1_060_000, endUs }] }).verdict;
  };
  expect(judged(1_090_000)).toBe("unknown");
  expect(judged(1_070_000)).toBe("valid");
});

test("on a busy machine, an outage that falls together with the promotion is felt, another one isn't", () => {
  // Commits stood still for 200 ms before the fault as well, so that the 150 ms after it are nothing unusual.
  const operations = Array.from({ length: 500 }, (_, index) => ({
    ...UNFELT[0]!,
    startUs: index * 4_000,
    endUs: index * 4_000 + 3_000,
  })).filter(
    ({ startUs }) => !(startUs > 300_000 && startUs < 500_000) && !(startUs > 1_010_000 && startUs < 1_160_000),
  );
  const [started, completed] = fault().events!;
  const promoted = (startedUs: number, completedUs: number) =>
    judge(
      {
        events: [
          { ...started!, atUs: startedUs },
          { ...completed!, atUs: completedUs },
        ],
      },
      operations,
    ).verdict;
  expect(promoted(1_015_000, 1_150_000)).toBe("valid");
  expect(promoted(1_005_000, 1_220_000)).toBe("valid");
  const evidence = evidenceOf({ ...cleanRun(), faults: [fault()], operations });
  const stalls = [{ startUs: 1_012_000, endUs: 1_158_000 }];
  expect(faultEffective.judge({ ...evidence, stalls }).verdict).toBe("unknown");
  expect(promoted(1_200_000, 1_300_000)).toBe("unknown");
  expect(promoted(1_020_000, 1_030_000)).toBe("unknown");
  expect(judge({ events: [] }, operations).verdict).toBe("unknown");
});

const judge = (record: Parameters<typeof fault>[0], operations: HandMade["operations"]) =>
  faultEffective.judge(evidenceOf({ ...cleanRun(), faults: [fault(record)], operations }));

test("zones swapped and felt by clients: the fault happened", () => expect(judge({}, FELT).verdict).toBe("valid"));

test("a failover event stands in for zones that can't be seen to swap", () => {
  expect(judge({ observed: [] }, FELT).verdict).toBe("valid");
  expect(judge({ events: null }, FELT).verdict).toBe("valid");
});

test("nothing at all changed: invalid", () => {
  expect(judge(NOTHING, UNFELT)).toMatchObject({
    verdict: "invalid",
    summary: expect.stringMatching(/changed nothing/) as string,
  });
});

test("a restart, or an outage by chance, is no failover: invalid", () => {
  expect(judge({ ...NOTHING, observed: REBOOTED }, FELT).verdict).toBe("invalid");
  expect(judge(NOTHING, FELT).verdict).toBe("invalid");
  const otherEvent = {
    atUs: 1_000_001,
    date: "2026-01-01T00:00:00Z",
    message: "Finished DB Instance backup",
    categories: ["backup"],
  };
  expect(judge({ ...NOTHING, events: [otherEvent] }, FELT).verdict).toBe("invalid");
  const abandoned = { ...otherEvent, message: "Abandoning user requested failover", categories: ["failover"] };
  expect(judge({ ...NOTHING, events: [abandoned] }, FELT).verdict).toBe("invalid");
});

test("a failover by the API's word alone is unknown: it may be a mere flag", () => {
  expect(judge({}, UNFELT)).toMatchObject({
    verdict: "unknown",
    summary: expect.stringMatching(/mere flag/) as string,
  });
});

test("an error, a slow answer or a gap is what a client can feel", () => {
  const spoiled = (spoil: (operations: HandMade["operations"]) => void) => {
    const operations = UNFELT.map((each) => ({ ...each }));
    spoil(operations);
    return judge({}, operations).verdict;
  };
  expect(spoiled((all) => void (all[105]!.outcome = "fail"))).toBe("valid");
  expect(spoiled((all) => void (all[105]!.endUs += 40_000))).toBe("valid");
  expect(spoiled((all) => void all.splice(103, 6))).toBe("valid");
  expect(spoiled((all) => void (all[50]!.endUs += 40_000))).toBe("unknown");
});
