import { expect, test } from "vitest";
import { parseSegmentName, segmentName, segmentNumber } from "./segment.ts";
import { parseHistory, segmentOf } from "./timeline-history.ts";

test("names of 4 MB segments go over from FF to 100 and from 3FF to the next group", () => {
  const names = [0xff, 0x100, 0x3ff, 0x400].map((number) => segmentName({ timeline: 26, number }));
  expect(names).toEqual([
    "0000001A00000000000000FF",
    "0000001A0000000000000100",
    "0000001A00000000000003FF",
    "0000001A0000000100000000",
  ]);
  expect(names.map((name) => parseSegmentName(name)?.number)).toEqual([0xff, 0x100, 0x3ff, 0x400]);
});

test("what is no whole segment is none", () => {
  const others = ["00000002.history", "0000001A0000000000000400", "000000010000000000000001.partial", "", "../etc"];
  expect(others.map(parseSegmentName)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test("a position lies in the segment that holds its byte", () => {
  expect(["0/0", "0/3FFFFF", "0/400000", "1/0", "2/800001"].map(segmentNumber)).toEqual([0, 0, 1, 1_024, 2_050]);
});

test("recovery along a timeline reads its ancestors up to where they branch, and that segment from the successor", () => {
  const ancestors = parseHistory("1\t0/900000\tno recovery target specified\n\n2\t0/1400000\tbefore 2026\n");
  const timelines = [1, 2, 4, 5, 6].map((number) => segmentOf(3, ancestors, number).timeline);
  expect(timelines).toEqual([1, 2, 2, 3, 3]);
});
