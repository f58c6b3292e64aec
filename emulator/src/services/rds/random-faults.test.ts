import { expect, test } from "vitest";
import { testInstance } from "../../testing/test-instance.ts";
import { runRandomFaults } from "./testing/random-faults.ts";

const ROUNDS = 2;
/** `npm run soak -- data` has many more rounds; this finds the same round again. */
const seed = Number(process.env["FAULT_SEED"] ?? Math.trunc(Math.random() * 2 ** 31));

test(`faults at random moments lose no commit, leave snapshots whole or absent, and nothing behind (seed ${seed})`, async () => {
  await using instance = await testInstance();
  const lines: string[] = [];
  const tally = await runRandomFaults(instance, { seed, rounds: ROUNDS, say: (line) => lines.push(line) });
  expect(lines).toHaveLength(ROUNDS);
  expect(tally).toMatchObject({ lost: 0 });
}, 240_000);
