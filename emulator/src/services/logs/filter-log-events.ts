import type { MessageFilter } from "./filter-pattern/filter-pattern.ts";

export interface LogEvent {
  readonly message: string;
  readonly eventId: string;
  readonly logStreamName: string;
}

export interface LogPage {
  readonly events: readonly LogEvent[];
  /** Where the next page begins; undefined after the last. */
  readonly nextToken: string | undefined;
}

/** Gives the page after `token` with at most `limit` events, in a stable order. */
export type ReadPage = (token: string | undefined, limit: number) => Promise<LogPage>;

export const EVENTS_MAX = 10_000;

/** Pages searched for one answer; like CloudWatch Logs it may be empty and yet have a next token. */
const PAGES_MAX = 20;

/**
 * Up to `limit` matching events from `token` on, with a token that continues right after the last of them: it is the
 * one of the page that ends with that event, so no state is kept between calls.
 */
export async function filterLogEvents(
  readPage: ReadPage,
  matches: (event: LogEvent) => boolean,
  { token, limit }: { token: string | undefined; limit: number },
): Promise<LogPage> {
  const found: LogEvent[] = [];
  let next = token;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const { page, matching } = await readUpTo(readPage, matches, next, limit - found.length);
    found.push(...matching);
    next = page.nextToken;
    if (next === undefined || found.length === limit) break;
  }
  return { events: found, nextToken: next };
}

/** The longest page after `token` with at most `countMax` matches; it is read again, shorter, when it has more. */
async function readUpTo(
  readPage: ReadPage,
  matches: (event: LogEvent) => boolean,
  token: string | undefined,
  countMax: number,
): Promise<{ page: LogPage; matching: LogEvent[] }> {
  let length = EVENTS_MAX;
  for (;;) {
    const page = await readPage(token, length);
    const matching = page.events.filter(matches);
    if (matching.length <= countMax) return { page, matching };
    // Strictly shorter than before: at least one match lies beyond it.
    length = page.events.indexOf(matching[countMax - 1]!) + 1;
  }
}

/** Both conditions of a request on an event. */
export function eventMatcher(filter: MessageFilter, streamPrefix: string): (event: LogEvent) => boolean {
  return ({ message, logStreamName }) => logStreamName.startsWith(streamPrefix) && filter(message);
}
