import { randomUUID } from "node:crypto";
import { median } from "../data/median.ts";
import type { Figure } from "../figure.ts";
import { proportionalSetSize } from "../proportional-set-size.ts";
import { merchantTokens } from "./bench-merchants.ts";
import { BenchSystem } from "./bench-system.ts";
import { createPayments, read, type Spans } from "./measure.ts";

const CONNECTIONS = 8;
/** Ten minutes of payments, their replays and reads; the first two let the heap find its size. */
const ROUNDS = 20;
const WARM_UP_ROUNDS = 4;
const COMPARED = 4;
const SPANS: Spans = { warmUpMs: 0, measureMs: 10_000 };
const RATIO_GOAL = 1.1;

/** Whether the service needs ever more memory while it works. */
export async function benchLeak(): Promise<Figure[]> {
  await using system = await BenchSystem.start();
  const megabytes: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const keyPrefix = randomUUID();
    const { sent, perSecond } = await createPayments(system, { connections: CONNECTIONS, keyPrefix }, SPANS);
    await createPayments(system, { connections: CONNECTIONS, keyPrefix, wrapAfter: sent }, SPANS);
    const paths = merchantTokens(system.jwtSecret, 100).map((token) => ({ path: "/api/v1/payments", token }));
    await read(system, CONNECTIONS, paths, SPANS);
    const now = proportionalSetSize(system.service.child.pid!) / 1e6;
    process.stderr.write(`${round}/${ROUNDS}: ${Math.round(now)} MB, ${Math.round(perSecond)} payments/s\n`);
    megabytes.push(now);
  }
  const early = median(megabytes.slice(WARM_UP_ROUNDS, WARM_UP_ROUNDS + COMPARED));
  const late = median(megabytes.slice(-COMPARED));
  return [
    {
      what: "memory (PSS) of the service after ten minutes of requests ÷ after two",
      value: late / early,
      ...{ unit: "ratio", goal: RATIO_GOAL },
    },
    { what: "memory (PSS) of the service after ten minutes of requests", value: late, unit: "MB" },
  ];
}
