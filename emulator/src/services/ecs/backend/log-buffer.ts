export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** Bounds of one PutLogEvents call (CloudWatch Logs API reference). */
const BATCH_BYTES_MAX = 1_048_576;
const BATCH_EVENTS_MAX = 10_000;
const EVENT_OVERHEAD_BYTES = 26;
const EVENT_BYTES_MAX = 256 * 1024 - EVENT_OVERHEAD_BYTES;

/** Lines of one stream waiting for delivery, at most `bytesMax`; the oldest give way, and a line tells how many did. */
export class LogBuffer {
  readonly #bytesMax: number;
  #events: LogEvent[] = [];
  #bytes = 0;
  #dropped = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  add(event: LogEvent): void {
    // CloudWatch Logs refuses an empty message.
    const message = truncate(event.message === "" ? " " : event.message);
    // Clocks may step back, but a stream's events must be in order.
    const timestamp = Math.max(event.timestamp, this.#events.at(-1)?.timestamp ?? 0);
    this.#events.push({ timestamp, message });
    this.#bytes += size(message);
    let excess = 0;
    while (this.#bytes > this.#bytesMax && excess < this.#events.length - 1) {
      this.#bytes -= size(this.#events[excess]!.message);
      excess++;
    }
    if (excess > 0) this.#events.splice(0, excess);
    this.#dropped += excess;
  }

  /** The oldest events that fit into one call. `taken` removes them, once they were delivered. */
  batch(): { events: LogEvent[]; taken: () => void } {
    const dropped = this.#dropped;
    const notice = dropped === 0 ? [] : [this.#droppedNotice(dropped)];
    let bytes = notice.reduce((sum, event) => sum + size(event.message), 0);
    let count = 0;
    for (const event of this.#events) {
      bytes += size(event.message);
      if (bytes > BATCH_BYTES_MAX || count + notice.length === BATCH_EVENTS_MAX) break;
      count++;
    }
    const events = this.#events.slice(0, count);
    return {
      events: [...notice, ...events],
      taken: () => {
        const droppedMeanwhile = this.#dropped - dropped;
        const delivered = Math.max(0, count - droppedMeanwhile);
        for (const event of this.#events.splice(0, delivered)) this.#bytes -= size(event.message);
        // What was dropped while it was on its way has arrived after all.
        this.#dropped = Math.max(0, droppedMeanwhile - count);
      },
    };
  }

  #droppedNotice(dropped: number): LogEvent {
    return {
      timestamp: this.#events[0]?.timestamp ?? Date.now(),
      message: `${dropped} log lines before this one were dropped because CloudWatch Logs could not be reached.`,
    };
  }
}

function size(message: string): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
}

function truncate(message: string): string {
  if (Buffer.byteLength(message) <= EVENT_BYTES_MAX) return message;
  return new TextDecoder().decode(Buffer.from(message).subarray(0, EVENT_BYTES_MAX - 3)).replace(/\uFFFD+$/, "");
}
