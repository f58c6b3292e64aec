import { expect, test } from "vitest";
import { shownPerformance } from "./storage-performance.ts";

test.each([
  [
    { StorageType: "gp3", AllocatedStorage: 399 },
    { Iops: 3_000, StorageThroughput: 125 },
  ],
  [
    { StorageType: "gp3", AllocatedStorage: 400 },
    { Iops: 12_000, StorageThroughput: 500 },
  ],
  [
    { StorageType: "gp3", AllocatedStorage: 400, Iops: 13_000 },
    { Iops: 13_000, StorageThroughput: 500 },
  ],
  [{ StorageType: "gp2", AllocatedStorage: 400 }, {}],
])("%o gives %o", (storage, gives) => {
  expect(shownPerformance(storage)).toEqual(gives);
});
