import { expect, test } from "vitest";
import { testInstance } from "../../testing/test-instance.ts";
import { runRandomFaults } from "./testing/random-faults.ts";

const ROUNDS = 3;
/** `npm run soak -- cache` has many more rounds; this finds the same round again. */
const seed = Number(process.env["FAULT_SEED"] ?? Math.trunc(Math.random() * 2 ** 31));

test(`faults at random moments leave caches whole, snapshots whole or absent, and nothing behind (seed ${seed})`, async () => {
  await using instance = await testInstance();
  const lines: string[] = [];
  const tally = await runRandomFaults(instance, { seed, rounds: ROUNDS, say: (line) => lines.push(line) });
  expect(lines).toHaveLength(ROUNDS);
  expect(tally.acknowledged).toBeGreaterThan(ROUNDS * 40);
}, 240_000);
