import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

const FAR = Number.MAX_SAFE_INTEGER / 2 ** 30;

test("runs as many at a time as it has slots, the others in order", async () => {
  const slots = new Slots(2, 10);
  const log: string[] = [];
  const gates = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const runs = gates.map((gate, index) =>
    slots.run(FAR, async () => {
      log.push(`start ${index}`);
      await gate.promise;
    }),
  );
  await Promise.resolve();
  expect(log).toEqual(["start 0", "start 1"]);
  gates[1]!.resolve();
  await runs[1];
  gates[2]!.resolve();
  await runs[2];
  expect(log).toEqual(["start 0", "start 1", "start 2"]);
  gates[0]!.resolve();
  await runs[0];
});

test("what waits beyond its deadline is turned away and never runs", async () => {
  const slots = new Slots(1, 10);
  const gate = Promise.withResolvers<void>();
  const first = slots.run(FAR, () => gate.promise);
  let ran = false;
  const late = slots.run(performance.now() + 5, async () => {
    ran = true;
  });
  await expect(late).rejects.toMatchObject({ code: "overloaded", retryAfterSeconds: 1 });
  gate.resolve();
  await first;
  await slots.run(FAR, async () => {});
  expect(ran).toBe(false);
});

test("a queue that is full turns away at once; a failure gives its slot back", async () => {
  const slots = new Slots(1, 1);
  const gate = Promise.withResolvers<void>();
  const first = slots.run(FAR, () => gate.promise);
  const second = slots.run(FAR, async () => "second");
  await expect(slots.run(FAR, async () => "third")).rejects.toMatchObject({ code: "overloaded" });
  gate.reject(new RangeError("failed"));
  await expect(first).rejects.toThrow("failed");
  expect(await second).toBe("second");
});
