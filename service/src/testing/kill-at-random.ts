import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";

const DELAY_MS_MAX = 400;

/** Runs `count` processes of a worker at once, each killed by SIGKILL at a random moment after it started. Gives the seed. */
export async function killAtRandom(worker: string, argument: string, count: number): Promise<number> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const delaysMs = fc.sample(fc.integer({ min: 0, max: DELAY_MS_MAX }), { seed, numRuns: count });
  await Promise.all(
    delaysMs.map(async (delayMs) => {
      const child = spawn(process.execPath, [worker, argument], { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "exit");
      await Promise.race([once(child.stdout, "data"), ended]);
      await sleep(delayMs);
      child.kill("SIGKILL");
      await ended;
    }),
  );
  return seed;
}
