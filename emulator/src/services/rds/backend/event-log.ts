import type { Event, SourceType } from "@aws-sdk/client-rds";
import type { Collection } from "../../../store/store.ts";

export interface EventRecord {
  readonly key: string;
  /** RDS's number, for example `RDS-EVENT-0006`, or a name of the emulator's own. */
  readonly id: string;
  /** ISO 8601 */
  readonly at: string;
  readonly sourceIdentifier: string;
  readonly sourceType: SourceType;
  readonly sourceArn: string;
  readonly categories: string[];
  readonly message: string;
}

/** Messages and categories of the RDS User Guide's "Amazon RDS event categories and event messages". */
const EVENTS = {
  "RDS-EVENT-0001": { category: "backup", message: "Backing up DB instance" },
  "RDS-EVENT-0002": { category: "backup", message: "Finished DB Instance backup" },
  "RDS-EVENT-0003": { category: "deletion", message: "DB instance deleted" },
  "RDS-EVENT-0004": { category: "availability", message: "DB instance shutdown" },
  "RDS-EVENT-0005": { category: "creation", message: "DB instance created" },
  "RDS-EVENT-0006": { category: "availability", message: "DB instance restarted" },
  "RDS-EVENT-0007": {
    category: "low storage",
    message: "Allocated storage has been exhausted. Allocate additional storage to resolve.",
  },
  "RDS-EVENT-0013": { category: "failover", message: "Multi-AZ instance failover started" },
  "RDS-EVENT-0014": {
    category: "configuration change",
    message: "Finished applying modification to DB instance class",
  },
  "RDS-EVENT-0015": {
    category: "failover",
    message: "Multi-AZ failover to standby complete - DNS propagation may take a few minutes.",
  },
  "RDS-EVENT-0016": { category: "configuration change", message: "Reset master credentials" },
  "RDS-EVENT-0017": {
    category: "configuration change",
    message: "Finished applying modification to allocated storage",
  },
  "RDS-EVENT-0020": {
    category: "recovery",
    message:
      "Recovery of the DB instance has started. Recovery time will vary with the amount of data to be recovered.",
  },
  "RDS-EVENT-0021": { category: "recovery", message: "Recovery of the DB instance is complete." },
  "RDS-EVENT-0019": { category: "restoration", message: "Restored from DB instance {}" },
  "RDS-EVENT-0025": {
    category: "configuration change",
    message: "Finished applying modification to convert to a Multi-AZ DB instance",
  },
  "RDS-EVENT-0028": { category: "configuration change", message: "Disabled automated backups" },
  "RDS-EVENT-0030": {
    category: "configuration change",
    message: "Finished applying modification to convert to a standard (Single-AZ) DB instance",
  },
  "RDS-EVENT-0031": { category: "failure", message: "The DB instance was put into the failed state." },
  "RDS-EVENT-0032": { category: "configuration change", message: "Enabled automated backups" },
  "RDS-EVENT-0034": {
    category: "failover",
    message: "Abandoning user requested failover: the standby is not in sync with the primary.",
  },
  "RDS-EVENT-0035": {
    category: "failure",
    message: "Database instance put into incompatible-parameters. The server does not start with its parameters.",
  },
  "RDS-EVENT-0045": { category: "read replica", message: "Replication has stopped." },
  "RDS-EVENT-0046": { category: "read replica", message: "Replication for the Read Replica resumed." },
  "RDS-EVENT-0049": { category: "failover", message: "Multi-AZ instance failover completed" },
  "RDS-EVENT-0057": { category: "read replica", message: "Replication streaming has been terminated." },
  "RDS-EVENT-0037": { source: "db-parameter-group", category: "configuration change", message: "Updated parameter {}" },
  "RDS-EVENT-0040": { source: "db-snapshot", category: "creation", message: "Creating manual snapshot" },
  "RDS-EVENT-0041": { source: "db-snapshot", category: "deletion", message: "Deleted manual snapshot" },
  "RDS-EVENT-0042": { source: "db-snapshot", category: "creation", message: "Manual snapshot created" },
  "RDS-EVENT-0043": { category: "restoration", message: "Restored from snapshot {}" },
  "RDS-EVENT-0059": { source: "db-snapshot", category: "notification", message: "Started the copy of snapshot {}" },
  "RDS-EVENT-0060": { source: "db-snapshot", category: "notification", message: "Finished copy of snapshot {}" },
  "RDS-EVENT-0087": { category: "notification", message: "DB instance stopped" },
  "RDS-EVENT-0088": { category: "notification", message: "DB instance started" },
  "RDS-EVENT-0090": { source: "db-snapshot", category: "creation", message: "Creating automated snapshot" },
  "RDS-EVENT-0091": { source: "db-snapshot", category: "creation", message: "Automated snapshot created" },
  "RDS-EVENT-0092": { category: "configuration change", message: "Finished updating DB parameter group" },
  "RDS-EVENT-0218": {
    category: "configuration change",
    message: "Finished applying autoscaling-initiated modification to allocated storage.",
  },
  /** Of the emulator's own: AWS doesn't tell that the standby is lost. */
  standbyLost: {
    category: "availability",
    message: "The standby is not in sync: the DB instance runs without redundancy and can't fail over.",
  },
  /** AWS has a message like it, without a number that is documented. */
  renamed: { category: "configuration change", message: "Renamed instance from {}" },
  standbySynchronised: { category: "availability", message: "Primary and standby are in sync." },
} as const satisfies Record<string, EventText>;

interface EventText {
  /** A DB instance unless told. */
  readonly source?: SourceType;
  readonly category: string;
  /** `{}` stands for a detail. */
  readonly message: string;
}

export type RdsEventId = keyof typeof EVENTS;

/** AWS keeps events for 14 days. */
const RETENTION_MS = 14 * 86_400_000;
const PRUNE_EVERY = 100;

/** Events of DB instances in the order in which they happened, kept as long as AWS keeps them. */
export class EventLog {
  readonly #records: Collection<EventRecord>;
  readonly #onEvent: (event: EventRecord) => void;
  #sequence = 0;

  constructor(records: Collection<EventRecord>, onEvent: (event: EventRecord) => void = () => {}) {
    this.#records = records;
    this.#onEvent = onEvent;
  }

  add(id: RdsEventId, sourceIdentifier: string, sourceArn: string, detail = "", now = new Date()): void {
    const at = now.toISOString();
    const key = `${at}#${String(this.#sequence++).padStart(9, "0")}`;
    const { source: sourceType = "db-instance", category, message: text }: EventText = EVENTS[id];
    const source = { sourceIdentifier, sourceType, sourceArn };
    const event = { key, id, at, ...source, categories: [category], message: text.replace("{}", () => detail) };
    this.#records.put(key, event);
    this.#onEvent(event);
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
    SourceArn: record.sourceArn,
    Message: record.message,
    EventCategories: record.categories,
    Date: new Date(record.at),
  };
}
