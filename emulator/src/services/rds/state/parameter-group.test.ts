import { expect, test } from "vitest";
import { parameterCatalogue } from "./parameter-catalogue.ts";
import { checkedParameters, groupValues, immediateParameters, type ParameterGroupRecord } from "./parameter-group.ts";

const catalogue = parameterCatalogue(
  [
    "work_mem\tuser\tResource Usage / Memory\tINTEGER\t4096\t64\t2147483647\tSets the memory.\t",
    "max_connections\tpostmaster\tConnections\tINTEGER\t100\t1\t262143\tSets the connections.\t",
    "fsync\tsighup\tWAL\tBOOLEAN\tTRUE\t\t\tForces synchronization.\t",
    "block_size\tinternal\tPreset\tINTEGER\t8192\t8192\t8192\tShows the size.\t",
  ].join("\n"),
);
const owned = new Set(["fsync"]);
const parameter = (ParameterName: string, ApplyMethod?: "immediate" | "pending-reboot", ParameterValue = "1") => ({
  ParameterName,
  ParameterValue,
  ...(ApplyMethod && { ApplyMethod }),
});

test.each([
  [parameter("nonsense", "immediate"), "InvalidParameterValue", /Could not find parameter with name: nonsense/],
  [parameter("fsync", "immediate"), "InvalidParameterValue", /fsync cannot be modified/],
  [parameter("block_size", "immediate"), "InvalidParameterValue", /block_size cannot be modified/],
  [parameter("max_connections", "immediate"), "InvalidParameterCombination", /immediate apply method for static/],
  [parameter("work_mem"), "InvalidParameterCombination", /ApplyMethod must be provided/],
])("%o is refused as %s", (asked, code, message) => {
  const check = () => checkedParameters([asked], catalogue, owned);
  expect(check).toThrow(message);
  expect(check).toThrow(expect.objectContaining({ code }) as Error);
});

test("a reload takes over dynamic, immediate parameters and leaves the others as they run", () => {
  const group: ParameterGroupRecord = {
    name: "tuned",
    family: "postgres17",
    description: "",
    tags: {},
    parameters: {
      work_mem: { value: "8192", applyMethod: "immediate" },
      max_connections: { value: "50", applyMethod: "pending-reboot" },
    },
  };
  const applied = { work_mem: "4096", max_connections: "80" };
  expect(immediateParameters(applied, group, groupValues(group), catalogue)).toEqual({
    work_mem: "8192",
    max_connections: "80",
  });
  const reset = { ...group, parameters: {} };
  expect(immediateParameters(applied, reset, {}, catalogue)).toEqual({ max_connections: "80" });
});
