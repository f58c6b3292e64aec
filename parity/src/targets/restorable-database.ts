import type { ServiceEvent } from "./service-event.ts";

/** Which database is in service under a name: its identity survives renames, and a restored one has another. */
export type DatabaseIdentity = {
  readonly status: string;
  readonly resourceId: string;
};

/** A database that is backed up, as its operator sees it. */
export interface RestorableDatabase {
  readonly identifier: string;
  /** Available, with a standby in another zone if it is to have one. */
  isSteady(): Promise<boolean>;
  identity(): Promise<DatabaseIdentity>;
  events(): Promise<ServiceEvent[]>;
  createSnapshot(snapshot: string): Promise<void>;
  snapshotStatus(snapshot: string): Promise<string>;
  deleteSnapshot(snapshot: string): Promise<void>;
  /** Null while nothing can be restored. */
  latestRestorableTime(): Promise<Date | null>;
  /** Deletes what a recovery took out of service, unless it is protected from deletion. */
  deleteAside(identifier: string): Promise<void>;
}
