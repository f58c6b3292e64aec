import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";

const parse = (...args: string[]) => parseOptions(args, {});

test("takes a snapshot, a point in time, or the latest of either", () => {
  expect(parse("snapshot", "--env", "local")).toMatchObject({ recovery: "snapshot", cutOver: false });
  expect(parse("snapshot", "--env", "local", "--snapshot", "rds:db-2026-11-25-03-04", "--cut-over")).toMatchObject({
    snapshot: "rds:db-2026-11-25-03-04",
    cutOver: true,
  });
  expect(parse("pitr", "--env", "local", "--time", "2026-11-25T03:04:05Z")?.time?.toISOString()).toBe(
    "2026-11-25T03:04:05.000Z",
  );
  expect(parse("pitr", "--env", "local", "--latest")?.time).toBeUndefined();
  expect(parse("--help")).toBeUndefined();
});

test.each([
  [[], /Nothing to recover.*snapshot, pitr, redis/],
  [["everything", "--env", "local"], /"everything" can't be recovered/],
  [["snapshot", "pitr", "--env", "local"], /too much/],
  [["snapshot"], /No environment is given/],
  [["snapshot", "--env", "local", "--snapshot", "../x"], /can't be a snapshot/],
  [["snapshot", "--env", "local", "--time", "2026-11-25T03:04:05Z"], /for pitr/],
  [["pitr", "--env", "local"], /either --time or --latest/],
  [["pitr", "--env", "local", "--latest", "--time", "2026-11-25T03:04:05Z"], /either/],
  [["pitr", "--env", "local", "--time", "yesterday"], /no point in time/],
  [["pitr", "--env", "local", "--time", "2026-11-25T03:04:05"], /no point in time/],
  [["pitr", "--env", "local", "--snapshot", "x", "--latest"], /--snapshot is for/],
  [["redis", "--env", "local", "--force"], /Unknown option '--force'/],
])("%j is refused in one sentence", (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});
