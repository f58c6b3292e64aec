const PAGE_BYTES = 8_192;
const SHORT_HEADER_BYTES = 24;
const LONG_HEADER_BYTES = 40;
const RECORD_HEADER_BYTES = 24;
const XLP_LONG_HEADER = 2;
const TRANSACTION_MANAGER = 1;
/** Commit, abort, and both of a prepared transaction; the rest of `xl_info` are flags. */
const ENDS_TRANSACTION = new Set([0x00, 0x20, 0x30, 0x40]);
/** Ids in front of a record's main data (xlogrecord.h). */
const [DATA_SHORT, DATA_LONG, ORIGIN, TOPLEVEL_XID] = [255, 254, 253, 252];
/** Enough for all that comes before a commit's time. */
const HEAD_BYTES = 64;
const EPOCH_2000_MICROSECONDS = 946_684_800_000_000n;

/**
 * The latest time, in microseconds since 1970, at which a transaction ended in a WAL segment of PostgreSQL 17
 * (xlogrecord.h, xlog_internal.h, xact.h); undefined when none did. These are the times that `recovery_target_time` is
 * compared with. A record that goes on in the next segment is not counted.
 */
export function lastCommit(segment: Buffer): bigint | undefined {
  const pages = new Pages(segment);
  let latest: bigint | undefined;
  let at = pages.firstRecord();
  while (at !== undefined) {
    const length = pages.read(at, 4)?.readUInt32LE(0) ?? 0;
    if (length < RECORD_HEADER_BYTES) return latest;
    const next = pages.after(at, length);
    if (next === undefined) return latest;
    const time = commitTime(pages.read(at, Math.min(length, HEAD_BYTES))!);
    if (time !== undefined && (latest === undefined || time > latest)) latest = time;
    at = pages.aligned(next);
  }
  return latest;
}

function commitTime(record: Buffer): bigint | undefined {
  if (record[17] !== TRANSACTION_MANAGER || !ENDS_TRANSACTION.has(record[16]! & 0x70)) return undefined;
  let at = RECORD_HEADER_BYTES;
  if (record[at] === ORIGIN) at += 3;
  if (record[at] === TOPLEVEL_XID) at += 5;
  if (record[at] === DATA_SHORT) at += 2;
  else if (record[at] === DATA_LONG) at += 5;
  else return undefined;
  return at + 8 <= record.length ? record.readBigInt64LE(at) + EPOCH_2000_MICROSECONDS : undefined;
}

/** The bytes of a segment without its page headers, by offset in the file. */
class Pages {
  readonly #segment: Buffer;
  readonly #start: bigint;

  constructor(segment: Buffer) {
    this.#segment = segment;
    this.#start = segment.length >= LONG_HEADER_BYTES ? segment.readBigUInt64LE(8) : 0n;
  }

  /** Offset of the first record that begins in the segment. */
  firstRecord(): number | undefined {
    if (this.#segment.length < PAGE_BYTES || !this.#isValid(0)) return undefined;
    const continued = this.#segment.readUInt32LE(16);
    const end = this.after(this.#headerEnd(0), continued);
    return end === undefined ? undefined : this.aligned(end);
  }

  /** The offset that lies `length` bytes of WAL after `at`; undefined beyond the segment or on a page never written. */
  after(at: number, length: number): number | undefined {
    let offset = at;
    let left = length;
    for (;;) {
      const pageEnd = (Math.floor(offset / PAGE_BYTES) + 1) * PAGE_BYTES;
      if (left < pageEnd - offset) return offset + left;
      left -= pageEnd - offset;
      if (!this.#isValid(pageEnd)) return left === 0 && pageEnd === this.#segment.length ? pageEnd : undefined;
      offset = this.#headerEnd(pageEnd);
    }
  }

  /** Records begin at multiples of eight. */
  aligned(at: number): number | undefined {
    const offset = (at + 7) & ~7;
    if (offset % PAGE_BYTES !== 0) return offset;
    return this.#isValid(offset) ? this.#headerEnd(offset) : undefined;
  }

  read(at: number, length: number): Buffer | undefined {
    const pageEnd = (Math.floor(at / PAGE_BYTES) + 1) * PAGE_BYTES;
    if (at + length <= pageEnd) return this.#segment.subarray(at, at + length);
    const first = this.#segment.subarray(at, pageEnd);
    if (!this.#isValid(pageEnd)) return undefined;
    const rest = this.#headerEnd(pageEnd);
    return Buffer.concat([first, this.#segment.subarray(rest, rest + length - first.length)]);
  }

  /** A recycled file holds old pages behind what was written. */
  #isValid(page: number): boolean {
    if (page + PAGE_BYTES > this.#segment.length) return false;
    return this.#segment.readBigUInt64LE(page + 8) === this.#start + BigInt(page) && this.#start > 0n;
  }

  #headerEnd(page: number): number {
    const isLong = (this.#segment.readUInt16LE(page + 2) & XLP_LONG_HEADER) !== 0;
    return page + (isLong ? LONG_HEADER_BYTES : SHORT_HEADER_BYTES);
  }
}
