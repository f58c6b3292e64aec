import type { Event, SourceType } from "@aws-sdk/client-elasticache";
import type { Collection } from "../../../store/store.ts";

export interface EventRecord {
  readonly key: string;
  /** ISO 8601 */
  readonly at: string;
  readonly sourceIdentifier: string;
  readonly sourceType: SourceType;
  readonly message: string;
}

/** AWS keeps events for 14 days. */
const RETENTION_MS = 14 * 86_400_000;
const PRUNE_EVERY = 100;

/** Events in the order in which they happened, kept as long as AWS keeps them. */
export class EventLog {
  readonly #records: Collection<EventRecord>;
  #sequence = 0;

  constructor(records: Collection<EventRecord>) {
    this.#records = records;
  }

  add(sourceType: SourceType, sourceIdentifier: string, message: string, now = new Date()): void {
    const at = now.toISOString();
    const key = `${at}#${String(this.#sequence++).padStart(9, "0")}`;
    this.#records.put(key, { key, at, sourceIdentifier, sourceType, message });
    if (this.#sequence % PRUNE_EVERY === 0) this.#prune(now);
  }

  /** Oldest first; times are inclusive. */
  between(start: Date, end: Date): EventRecord[] {
    const [from, to] = [start.toISOString(), end.toISOString()];
    return this.#records.list().filter(({ at }) => at >= from && at <= to);
  }

  #prune(now: Date): void {
    const oldest = new Date(now.getTime() - RETENTION_MS).toISOString();
    for (const { key, at } of this.#records.list()) if (at < oldest) this.#records.delete(key);
  }
}

export function describeEvent(record: EventRecord): Event {
  return {
    SourceIdentifier: record.sourceIdentifier,
    SourceType: record.sourceType,
    Message: record.message,
    Date: new Date(record.at),
  };
}
