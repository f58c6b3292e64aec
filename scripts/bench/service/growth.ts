import { randomUUID } from "node:crypto";
import { fillPayments } from "../../../service/src/testing/fill-payments.ts";
import { median } from "../data/median.ts";
import type { Figure } from "../figure.ts";
import { MERCHANTS, merchantTokens } from "./bench-merchants.ts";
import { BenchSystem } from "./bench-system.ts";
import { createPayments, read, type Spans } from "./measure.ts";

const PAYMENTS = { few: 10_000, many: 10_000_000 };
const DAYS = 90;
const CONNECTIONS = 8;
const ROUNDS = 5;
const SPANS: Spans = { warmUpMs: 1_000, measureMs: 6_000 };
const FIRST_WARM_UP: Spans = { warmUpMs: 0, measureMs: 5_000 };
const RATIO_GOAL = 1.5;

const READS = {
  "listing payments": "/api/v1/payments?limit=20",
  "searching payments": "/api/v1/payments?limit=20&status=requires_capture&currency=EUR",
};
type Work = "creating a payment" | keyof typeof READS;
const WORKS: readonly Work[] = ["creating a payment", "listing payments", "searching payments"];

/**
 * Whether the service slows down as its tables grow: one with few payments and one with many, measured in turn. Neither has
 * a standby: both copies of the large one would not fit on most disks, and what a standby costs does not depend on it.
 */
export async function benchGrowth(): Promise<Figure[]> {
  await using few = await filled(PAYMENTS.few);
  await using many = await filled(PAYMENTS.many);
  for (const system of [few, many]) await p99(system, "creating a payment", FIRST_WARM_UP);
  const rounds: { readonly work: Work; readonly few: number; readonly many: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    for (const work of WORKS) {
      rounds.push({ work, few: await p99(few, work, SPANS), many: await p99(many, work, SPANS) });
    }
    process.stderr.write(`${round}/${ROUNDS}\n`);
  }
  return WORKS.flatMap((work) => {
    const of = rounds.filter((round) => round.work === work);
    const ms = (what: string, value: number): Figure => ({ what: `p99 of ${work} beside ${what}`, value, unit: "ms" });
    return [
      {
        what: `p99 of ${work} beside ${PAYMENTS.many} payments ÷ beside ${PAYMENTS.few}`,
        value: median(of.map((round) => round.many / round.few)),
        ...{ unit: "ratio", goal: RATIO_GOAL },
      },
      ms(`${PAYMENTS.many} payments`, median(of.map((round) => round.many))),
      ms(`${PAYMENTS.few} payments`, median(of.map((round) => round.few))),
    ];
  });
}

async function filled(payments: number): Promise<BenchSystem> {
  const system = await BenchSystem.start({ hasStandby: false });
  const { rows } = await system.client.query<{ id: string }>("select id from merchants order by id");
  const progress = (done: number): void => void process.stderr.write(`${done} of ${payments} payments written\n`);
  const client = await system.server.connect();
  await fillPayments(client, { payments, merchants: rows.map(({ id }) => id), days: DAYS, progress });
  await client.end();
  return system;
}

async function p99(system: BenchSystem, work: Work, spans: Spans): Promise<number> {
  if (work === "creating a payment") {
    return (await createPayments(system, { connections: CONNECTIONS, keyPrefix: randomUUID() }, spans)).p99Ms;
  }
  const tokens = merchantTokens(system.jwtSecret, MERCHANTS);
  const requests = tokens.map((token) => ({ path: READS[work], token }));
  return (await read(system, CONNECTIONS, requests, spans)).p99Ms;
}
