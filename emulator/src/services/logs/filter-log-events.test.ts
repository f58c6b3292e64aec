import fc from "fast-check";
import { expect, test } from "vitest";
import { filterLogEvents, type LogEvent, type LogPage } from "./filter-log-events.ts";

/** A log that pages as LocalStack does: a token names the last event that was given. */
function reader(events: readonly LogEvent[], lengthMax: number) {
  let reads = 0;
  return {
    reads: () => reads,
    readPage: async (token: string | undefined, limit: number): Promise<LogPage> => {
      reads++;
      const from = token === undefined ? 0 : events.findIndex(({ eventId }) => eventId === token) + 1;
      const page = events.slice(from, from + Math.min(limit, lengthMax));
      return { events: page, nextToken: from + page.length < events.length ? page.at(-1)?.eventId : undefined };
    },
  };
}

const toEvents = (flags: readonly boolean[]): LogEvent[] =>
  flags.map((isMatch, index) => ({ message: isMatch ? "yes" : "no", eventId: String(index), logStreamName: "s" }));
const isYes = ({ message }: LogEvent): boolean => message === "yes";

test("pages give every matching event once, in order, and never more than the limit", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 20 }),
      async (flags, limit, lengthMax) => {
        const events = toEvents(flags);
        const { readPage } = reader(events, lengthMax);
        const seen: LogEvent[] = [];
        let token: string | undefined;
        do {
          const page = await filterLogEvents(readPage, isYes, { token, limit });
          expect(page.events.length).toBeLessThanOrEqual(limit);
          seen.push(...page.events);
          token = page.nextToken;
        } while (token !== undefined);
        expect(seen).toEqual(events.filter(isYes));
      },
    ),
  );
});

test("one answer searches a bounded number of pages, and the next goes on from there", async () => {
  const events = toEvents([...new Array<boolean>(50).fill(false), true]);
  const log = reader(events, 1);
  const first = await filterLogEvents(log.readPage, isYes, { token: undefined, limit: 1 });
  expect(first).toEqual({ events: [], nextToken: "19" });
  expect(log.reads()).toBe(20);
});
