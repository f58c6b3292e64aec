import fc from "fast-check";
import { expect, test } from "vitest";
import { fargateSize } from "./fargate-size.ts";

test.each([
  ["256", "512", "256", "512"],
  ["256", "2048", "256", "2048"],
  ["1 vCPU", "2 GB", "1024", "2048"],
  [".5 vcpu", "1GB", undefined, undefined],
  ["0.5 vcpu", "1GB", "512", "1024"],
  ["4096", "30720", "4096", "30720"],
  ["8192", "20480", "8192", "20480"],
  ["16384", "122880", "16384", "122880"],
])("cpu %s and memory %s", (cpu, memory, cpuUnits, memoryMib) => {
  if (cpuUnits === undefined) expect(() => fargateSize(cpu, memory)).toThrow("Invalid 'cpu' setting for task.");
  else expect(fargateSize(cpu, memory)).toEqual({ cpu: cpuUnits, memory: memoryMib });
});

test("what Fargate doesn't offer is refused", () => {
  expect(() => fargateSize("256", "4096")).toThrow(
    "No Fargate configuration exists for given values: 256 CPU, 4096 memory.",
  );
  expect(() => fargateSize(undefined, "512")).toThrow("Fargate requires that 'cpu' be defined at the task level.");
  expect(() => fargateSize("256", undefined)).toThrow("Fargate requires that 'memory' be defined at the task level.");
});

test("any text is either a size or a ClientException", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (cpu, memory) => {
      try {
        fargateSize(cpu, memory);
      } catch (error) {
        expect(error).toMatchObject({ code: "ClientException" });
      }
    }),
  );
});
