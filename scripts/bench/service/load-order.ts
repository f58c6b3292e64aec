/** What the client process is told to do. */
export interface LoadOrder {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Taken in turn: request `i` is number `i` modulo their count. */
  readonly requests: readonly LoadRequest[];
  /** Request `i` carries the Idempotency-Key `<prefix>-<i>`; without it none does. */
  readonly keyPrefix?: string;
  /** Requests are counted from 0 and, with this, again from 0 after as many. */
  readonly wrapAfter?: number;
  /** Any other status ends the run. */
  readonly expectedStatus: number;
}

export interface LoadRequest {
  /** Request line and headers, each with its CRLF, but for Host, Idempotency-Key, Content-Length and the empty line. */
  readonly head: string;
  readonly body?: string;
}

/** What the client process saw from the end of the warm-up on. */
export interface LoadResult {
  /** Answered in the measured time. */
  readonly count: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the client itself. */
  readonly cpuSeconds: number;
  /** Of all that were sent, warm-up and last ones included. */
  readonly sent: number;
  /** Of all, those whose answer said `Idempotent-Replayed`. */
  readonly replayed: number;
}
