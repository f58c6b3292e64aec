import fc from "fast-check";
import { expect, test } from "vitest";
import { LogBuffer } from "./log-buffer.ts";

const DROPPED = /^(\d+) log lines before this one were dropped/;

test("lines arrive in order, once, or are counted as dropped, whichever calls fail", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ write: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ deliver: fc.boolean(), writesMeanwhile: fc.integer({ min: 0, max: 30 }) }),
    ),
  );
  fc.assert(
    fc.property(steps, (sequence) => {
      const buffer = new LogBuffer(20 * 30);
      const arrived: string[] = [];
      let written = 0;
      const write = (count: number): void => {
        for (let index = 0; index < count; index++) buffer.add({ timestamp: 1, message: String(written++) });
      };
      const deliver = (isDelivered: boolean, writesMeanwhile: number): void => {
        if (buffer.isEmpty) return;
        const { events, taken } = buffer.batch();
        write(writesMeanwhile);
        if (!isDelivered) return;
        arrived.push(...events.map(({ message }) => message));
        taken();
      };
      for (const step of sequence) {
        if ("write" in step) write(step.write);
        else deliver(step.deliver, step.writesMeanwhile);
      }
      while (!buffer.isEmpty) deliver(true, 0);
      const dropped = arrived.reduce((sum, message) => sum + Number(DROPPED.exec(message)?.[1] ?? 0), 0);
      const lines = arrived.filter((message) => !DROPPED.test(message)).map(Number);
      expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
      expect(lines.length + dropped).toBe(written);
    }),
    { numRuns: 1_000 },
  );
});

test("a batch stays within the bounds of PutLogEvents", () => {
  const buffer = new LogBuffer(10_000_000);
  for (let index = 0; index < 12_000; index++) buffer.add({ timestamp: index, message: "" });
  expect(buffer.batch().events).toHaveLength(10_000);
  const large = new LogBuffer(10_000_000);
  for (let index = 0; index < 10; index++) large.add({ timestamp: index, message: "ü".repeat(400_000) });
  const bytes = large.batch().events.map(({ message }) => Buffer.byteLength(message) + 26);
  expect(Math.max(...bytes)).toBeLessThanOrEqual(256 * 1024);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1_048_576);
});
