import type { DbInstanceRecord, DbInstanceSettings } from "./db-instance.ts";

export type SnapshotType = "manual" | "automated";

/** `copying` and `creating` end in `available`, or in `failed` when the data could not be read. */
export type SnapshotStatus = "creating" | "copying" | "available" | "failed";

/** The instance as it was when the snapshot was taken: what a restore starts from. */
export type SnapshotSource = Pick<
  DbInstanceRecord,
  | "identifier"
  | "resourceId"
  | "createdAt"
  | "engineVersion"
  | "masterUsername"
  | "databaseName"
  | "port"
  | "subnetGroupName"
  | "parameterGroupName"
> & {
  readonly zone: string;
  readonly vpcId?: string;
  readonly settings: DbInstanceSettings;
};

/** A DB snapshot as it is kept in the Store, by its identifier. */
export interface SnapshotRecord {
  readonly identifier: string;
  readonly type: SnapshotType;
  readonly status: SnapshotStatus;
  /** Names its files; never used twice. */
  readonly directory: string;
  /** ISO 8601. When it was asked for; once it is available, the instant that it holds. */
  readonly createdAt: string;
  /** ISO 8601; differs from `createdAt` in a copy. */
  readonly instant: string;
  /** Name of the first WAL segment that it needs; empty until it is available. */
  readonly firstSegment: string;
  readonly source: SnapshotSource;
  readonly tags: Record<string, string>;
  /** ARN of the snapshot that it was copied from. */
  readonly copiedFrom?: string;
  /** Accounts, or `all`, that may restore it. */
  readonly sharedWith: string[];
  readonly optionGroupName?: string;
}

/** `vpcId` is that of the instance's subnet group. */
export function snapshotSource(record: DbInstanceRecord, zone: string, vpcId: string | undefined): SnapshotSource {
  const { identifier, resourceId, createdAt, engineVersion, masterUsername, databaseName, port } = record;
  const { subnetGroupName, parameterGroupName, settings } = record;
  return {
    ...{ identifier, resourceId, createdAt, engineVersion, masterUsername, port, parameterGroupName, settings },
    ...(databaseName !== undefined && { databaseName }),
    ...(subnetGroupName !== undefined && { subnetGroupName }),
    ...(vpcId !== undefined && { vpcId }),
    zone,
  };
}

/** `rds:<instance>-2026-11-25-22-05`, as AWS names automated snapshots. */
export function automatedSnapshotName(instanceIdentifier: string, at: Date): string {
  return `rds:${instanceIdentifier}-${at.toISOString().slice(0, 16).replace(/[T:]/g, "-")}`;
}
