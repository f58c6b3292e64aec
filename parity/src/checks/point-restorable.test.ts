import { expect, test } from "vitest";
import { evidenceOf, cleanRun, fault } from "../testing/hand-made.ts";
import type { Restorable } from "../recovery/recovery-record.ts";
import { pointRestorable } from "./point-restorable.ts";

const judged = (restorable: Restorable) => {
  const recovery = { point: { fromUs: 0, toUs: 0 }, damaged: [], restorable, command: null };
  return pointRestorable.judge(evidenceOf({ ...cleanRun(), faults: [fault({ recovery })] }));
};

test("an archive is judged by how far it was behind at most", () => {
  const seen = { reached: true, samples: 2, lagMsMedian: 4_000, lagMsMax: 5_000 };
  expect(judged(seen)).toMatchObject({ verdict: "valid", summary: "The archive was at most 5000 ms behind." });
  expect(judged({ ...seen, lagMsMax: 300_001 }).verdict).toBe("invalid");
});

test("an archive without a latest restorable time is not one that is 0 ms behind", () => {
  const unseen = { samples: 0, lagMsMedian: null, lagMsMax: null };
  expect(judged({ reached: false, ...unseen })).toMatchObject({
    verdict: "invalid",
    summary: "Round 1: the point never became restorable; there was no latest restorable time.",
  });
  expect(judged({ reached: true, ...unseen }).verdict).toBe("unknown");
});
