import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { createPrivateDirectory } from "../../../../runtimes/process/postgres/data-directory.ts";
import { lastCommit } from "../../../../runtimes/process/postgres/wal/last-commit.ts";
import { parseSegmentName, segmentName, type Segment } from "../../../../runtimes/process/postgres/wal/segment.ts";
import {
  historyName,
  parseHistory,
  segmentOf,
  type TimelineSwitch,
} from "../../../../runtimes/process/postgres/wal/timeline-history.ts";

/** How far the WAL that is really there reaches without a gap. */
export interface ArchivedUpTo {
  readonly segment: Segment;
  /** Number of the one that its last transaction ended in. */
  readonly commitSegment: number | undefined;
  /** When the last transaction in it ended, in microseconds since 1970; undefined while it holds none. */
  readonly commitMicroseconds: bigint | undefined;
}

interface Listing {
  readonly names: ReadonlySet<string>;
  /** The newest one that has a history; 1 has none. */
  readonly timeline: number;
  readonly ancestors: readonly TimelineSwitch[];
  /** Answers for this listing by the segment asked. */
  readonly reached: Map<string, ArchivedUpTo | undefined>;
  /** Numbers of segments that follow each other; many backups lie in one run. */
  readonly runs: { readonly timeline: number; readonly start: number; readonly end: number }[];
}

const LISTING_KEPT_MS = 1_000;
const COMMITS_KEPT_MAX = 64;

/** The archived WAL of one DB instance, as its files tell it. */
export class WalArchive {
  readonly directory: string;
  readonly #commits = new Map<string, bigint | undefined>();
  #listing: { readonly modified: number; readonly readAtMs: number; readonly value: Listing } | undefined;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Creates it, and removes what interrupted archive commands left. No server may be archiving. */
  async prepare(): Promise<void> {
    await createPrivateDirectory(this.directory);
    const names = await readdir(this.directory);
    const leftovers = names.filter((name) => name.startsWith("."));
    await Promise.all(leftovers.map((name) => rm(join(this.directory, name), { force: true })));
  }

  /** Undefined when not even `from`, a base backup's first segment, is there. */
  async reach(from: Segment): Promise<ArchivedUpTo | undefined> {
    const listing = await this.#list();
    const key = segmentName(from);
    if (!listing.reached.has(key)) listing.reached.set(key, await this.#reach(from, listing));
    return listing.reached.get(key);
  }

  async #reach(from: Segment, { names, timeline, ancestors, runs }: Listing): Promise<ArchivedUpTo | undefined> {
    const newest = Math.max(timeline, from.timeline);
    const segment = (number: number): Segment => segmentOf(newest, ancestors, number);
    const known = runs.find((run) => run.timeline === newest && run.start <= from.number && from.number < run.end);
    let end = known?.end ?? from.number;
    while (names.has(segmentName(segment(end)))) end++;
    runs.push({ timeline: newest, start: from.number, end });
    for (let number = end - 1; number >= from.number; number--) {
      const commitMicroseconds = await this.#lastCommit(segmentName(segment(number)));
      if (commitMicroseconds !== undefined)
        return { segment: segment(end - 1), commitSegment: number, commitMicroseconds };
    }
    if (end === from.number) return undefined;
    return { segment: segment(end - 1), commitSegment: undefined, commitMicroseconds: undefined };
  }

  /** Deletes what no backup from segment `number` on needs; histories stay, because they say where timelines branch. */
  async prune(number: number): Promise<void> {
    for (const name of await readdir(this.directory).catch(() => [])) {
      const segment = parseSegmentName(name.slice(0, SEGMENT_NAME_LENGTH));
      if (segment && segment.number < number) await rm(join(this.directory, name), { force: true });
    }
  }

  /** Deletes everything; a server may still be archiving into it. */
  async clear(): Promise<void> {
    for (const name of await readdir(this.directory).catch(() => [])) {
      await rm(join(this.directory, name), { force: true });
    }
  }

  async #list(): Promise<Listing> {
    const { mtimeMs: modified } = await stat(this.directory).catch(() => ({ mtimeMs: 0 }));
    const known = this.#listing;
    // A file that appears within the clock's resolution of the last look leaves the directory's time as it was.
    if (known?.modified === modified && known.readAtMs - modified > LISTING_KEPT_MS) return known.value;
    const readAtMs = Date.now();
    const value = await this.#read();
    this.#listing = { modified, readAtMs, value };
    return value;
  }

  async #read(): Promise<Listing> {
    const names = new Set(await readdir(this.directory).catch(() => [] as string[]));
    const timeline = Math.max(1, ...[...names].map(historyTimeline));
    const history = timeline === 1 ? "" : await readFile(join(this.directory, historyName(timeline)), "utf8");
    return { names, timeline, ancestors: parseHistory(history), reached: new Map(), runs: [] };
  }

  async #lastCommit(name: string): Promise<bigint | undefined> {
    if (this.#commits.has(name)) return this.#commits.get(name);
    const found = lastCommit(await readFile(join(this.directory, name)));
    if (this.#commits.size >= COMMITS_KEPT_MAX) this.#commits.clear();
    this.#commits.set(name, found);
    return found;
  }
}

const SEGMENT_NAME_LENGTH = 24;

function historyTimeline(name: string): number {
  return /^[0-9A-F]{8}\.history$/.test(name) ? parseInt(name.slice(0, 8), 16) : 0;
}
