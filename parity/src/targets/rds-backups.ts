import {
  CreateDBSnapshotCommand,
  DeleteDBInstanceCommand,
  DeleteDBSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
  type RDSClientConfig,
} from "@aws-sdk/client-rds";
import { isRedundant } from "./managed-database.ts";
import type { RdsDatabase } from "./rds-database.ts";
import type { DatabaseIdentity, RestorableDatabase } from "./restorable-database.ts";
import type { ServiceEvent } from "./service-event.ts";

/** What Amazon RDS keeps of an instance, and which instance is in service under its name. */
export class RdsBackups implements RestorableDatabase {
  readonly identifier: string;
  readonly #database: RdsDatabase;
  readonly #rds: RDSClient;

  constructor(config: RDSClientConfig, database: RdsDatabase) {
    this.identifier = database.identifier;
    this.#database = database;
    this.#rds = new RDSClient(config);
  }

  async isSteady(): Promise<boolean> {
    const state = await this.#database.describe();
    return state.multiAz ? isRedundant(state) : state.status === "available";
  }

  async identity(): Promise<DatabaseIdentity> {
    const { DBInstanceStatus = "unknown", DbiResourceId = "unknown" } = await this.#database.instance();
    return { status: DBInstanceStatus, resourceId: DbiResourceId };
  }

  events(): Promise<ServiceEvent[]> {
    return this.#database.events();
  }

  async createSnapshot(snapshot: string): Promise<void> {
    await this.#rds.send(
      new CreateDBSnapshotCommand({ DBInstanceIdentifier: this.identifier, DBSnapshotIdentifier: snapshot }),
    );
  }

  async snapshotStatus(snapshot: string): Promise<string> {
    const { DBSnapshots } = await this.#rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: snapshot }));
    return DBSnapshots?.[0]?.Status ?? "unknown";
  }

  async deleteSnapshot(snapshot: string): Promise<void> {
    await this.#rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: snapshot }));
  }

  async latestRestorableTime(): Promise<Date | null> {
    return (await this.#database.instance()).LatestRestorableTime ?? null;
  }

  async deleteAside(identifier: string): Promise<void> {
    const asked = { DBInstanceIdentifier: identifier };
    const { DBInstances } = await this.#rds.send(new DescribeDBInstancesCommand(asked));
    if (DBInstances?.[0]?.DeletionProtection !== false) return;
    await this.#rds.send(new DeleteDBInstanceCommand({ ...asked, SkipFinalSnapshot: true }));
  }

  close(): void {
    this.#rds.destroy();
  }
}
