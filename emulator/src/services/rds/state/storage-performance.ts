import type { DBInstance } from "@aws-sdk/client-rds";
import type { DbInstanceSettings } from "./db-instance.ts";
import { rdsErrors } from "./rds-errors.ts";

type Storage = Pick<DbInstanceSettings, "AllocatedStorage" | "StorageType" | "Iops" | "StorageThroughput">;
type Range = readonly [min: number, max: number];

/** GiB from which RDS for PostgreSQL stripes gp3 over four volumes (RDS User Guide, "gp3 storage"). */
const STRIPED_GIB_MIN = 400;
const GP3_BASELINE = { Iops: 3_000, StorageThroughput: 125 };
const GP3_STRIPED_BASELINE = { Iops: 12_000, StorageThroughput: 500 };
const GP3_IOPS: Range = [12_000, 64_000];
const GP3_THROUGHPUT: Range = [500, 4_000];
const PROVISIONED_IOPS: Range = [1_000, 256_000];

/** What the storage really gives, as AWS shows it: gp3 has a baseline that nobody asks for. */
export function shownPerformance(storage: Storage): Pick<Storage, "Iops" | "StorageThroughput"> {
  const { StorageType: type, AllocatedStorage: size, Iops, StorageThroughput } = storage;
  if (type !== "gp3") return { Iops, StorageThroughput };
  const baseline = size < STRIPED_GIB_MIN ? GP3_BASELINE : GP3_STRIPED_BASELINE;
  return {
    Iops: Iops ?? baseline.Iops,
    StorageThroughput: StorageThroughput ?? baseline.StorageThroughput,
  };
}

/** What a request leaves out is the source's, unless it asks for another type, which begins with its own baseline. */
export function performanceAfter(
  asked: Pick<DBInstance, "StorageType" | "Iops" | "StorageThroughput">,
  source: Storage,
): Pick<Storage, "Iops" | "StorageThroughput"> {
  const kept = (asked.StorageType ?? source.StorageType) === source.StorageType ? source : undefined;
  return {
    Iops: asked.Iops ?? kept?.Iops,
    StorageThroughput: asked.StorageThroughput ?? kept?.StorageThroughput,
  };
}

/** Throws AWS's error for IOPS or a throughput that the storage type doesn't have at this size. */
export function checkPerformance({ StorageType: type, AllocatedStorage: size, ...asked }: Storage): void {
  const { Iops, StorageThroughput } = asked;
  if (type !== "gp3" && StorageThroughput !== undefined) {
    throw rdsErrors.invalidCombination(`You can't specify StorageThroughput for storage type ${type}.`);
  }
  if (type === "gp3" && size < STRIPED_GIB_MIN && (Iops ?? StorageThroughput) !== undefined) {
    throw rdsErrors.invalidCombination(
      `You can't specify IOPS or storage throughput for engine postgres and a storage size less than ${STRIPED_GIB_MIN}.`,
    );
  }
  if (type === "gp3") {
    within("iops value", Iops, GP3_IOPS);
    within("storage throughput", StorageThroughput, GP3_THROUGHPUT);
    return;
  }
  if (type !== "io1" && type !== "io2") return;
  if (Iops === undefined) {
    throw rdsErrors.invalidCombination(`You must specify an Iops value for storage type ${type}.`);
  }
  within("iops value", Iops, PROVISIONED_IOPS);
}

function within(what: string, value: number | undefined, [min, max]: Range): void {
  if (value === undefined || (value >= min && value <= max)) return;
  throw rdsErrors.invalidValue(`Invalid ${what}: ${value}. Must be between ${min} and ${max}`);
}
