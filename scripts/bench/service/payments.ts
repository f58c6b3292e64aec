import { randomUUID } from "node:crypto";
import { ScriptError } from "../../launcher/script-error.mjs";
import { median } from "../data/median.ts";
import type { Figure } from "../figure.ts";
import type { BenchSystem } from "./bench-system.ts";
import type { FormanceLedger } from "./formance.ts";
import { createBaselinePayments, createPayments, type Measured, type Spans } from "./measure.ts";
import { requireSameRows, RowsWritten } from "./rows-written.ts";
import type { PgbenchResult } from "./run-script.ts";

const ROUNDS = 3;
const SPANS: Spans = { warmUpMs: 1_000, measureMs: 6_000 };
/** Before the first round: the service's code is compiled, connections are open, plans are made. */
const FIRST_WARM_UP: Spans = { warmUpMs: 0, measureMs: 5_000 };
const MANY = 32;
const FEW = 8;
const RATIO_GOAL = 0.9;
const P99_GOAL = 3;
const REPLAY_GOAL = 2;
const ONE_MERCHANT_GOAL = 0.5;
const FORMANCE_GOAL = 5;

interface Round {
  readonly many: Measured;
  readonly manyBaseline: PgbenchResult;
  readonly few: Measured;
  readonly fewBaseline: PgbenchResult;
  readonly replays: Measured;
  readonly oneMerchant: Measured;
  /** Transactions a second; undefined without a ledger. */
  readonly formance: number | undefined;
}

/** Each round takes all measurements in turn, so that a machine that is busy for a while is busy for all. */
export async function benchPayments(system: BenchSystem, formance: FormanceLedger | undefined): Promise<Figure[]> {
  const service = await RowsWritten.from(system.client, "service");
  const baseline = await RowsWritten.from(system.client, "baseline");
  await createPayments(system, { connections: MANY, keyPrefix: randomUUID() }, FIRST_WARM_UP);
  const rounds: Round[] = [];
  for (let number = 1; number <= ROUNDS; number++) {
    const round = await takeRound(system, formance);
    rounds.push(round);
    const { many, manyBaseline } = round;
    process.stderr.write(
      `${number}/${ROUNDS}: ${Math.round(many.perSecond)} payments/s, pgbench ${Math.round(manyBaseline.perSecond)}/s\n`,
    );
  }
  requireSameRows(await service.perPayment(), await baseline.perPayment());
  return figures(rounds);
}

async function takeRound(system: BenchSystem, ledger: FormanceLedger | undefined): Promise<Round> {
  const keyPrefix = randomUUID();
  const many = await createPayments(system, { connections: MANY, keyPrefix }, SPANS);
  const manyBaseline = await createBaselinePayments(system, MANY, SPANS);
  const few = await createPayments(system, { connections: FEW, keyPrefix: randomUUID() }, SPANS);
  const fewBaseline = await createBaselinePayments(system, FEW, SPANS);
  const replays = await createPayments(system, { connections: MANY, keyPrefix, wrapAfter: many.sent }, SPANS);
  if (replays.replayed < replays.sent) {
    throw new ScriptError(`${replays.sent - replays.replayed} of ${replays.sent} repeated requests were not replayed.`);
  }
  const alone = { connections: MANY, merchants: 1, keyPrefix: randomUUID() };
  const oneMerchant = await createPayments(system, alone, SPANS);
  const formance = await ledger?.createTransactions(MANY, SPANS);
  return { many, manyBaseline, few, fewBaseline, replays, oneMerchant, formance };
}

function figures(rounds: readonly Round[]): Figure[] {
  const of = (value: (round: Round) => number): number => median(rounds.map(value));
  const perSecond = (what: string, value: (round: Round) => number): Figure => ({
    what,
    value: of(value),
    unit: "1/s",
  });
  const ms = (what: string, value: (round: Round) => number): Figure => ({ what, value: of(value), unit: "ms" });
  const share = (who: keyof Measured["shareOfCpu"]): Figure => ({
    what: `share of all CPU time used by ${who}, payments at ${MANY} connections`,
    value: of(({ many }) => many.shareOfCpu[who]),
    unit: "ratio",
  });
  return [
    {
      what: `payments created over HTTP at ${MANY} connections ÷ pgbench writing the same rows at ${MANY} clients`,
      value: of(({ many, manyBaseline }) => many.perSecond / manyBaseline.perSecond),
      ...{ unit: "ratio", goal: RATIO_GOAL, atLeast: true },
    },
    {
      what: `p99 of creating a payment at ${FEW} connections ÷ pgbench's p99 at ${FEW} clients`,
      value: of(({ few, fewBaseline }) => few.p99Ms / fewBaseline.p99Ms),
      ...{ unit: "ratio", goal: P99_GOAL },
    },
    {
      what: "replays of a known key ÷ first requests",
      value: of(({ replays, many }) => replays.perSecond / many.perSecond),
      ...{ unit: "ratio", goal: REPLAY_GOAL, atLeast: true },
    },
    {
      what: "payments to one merchant ÷ spread over 1,000",
      value: of(({ oneMerchant, many }) => oneMerchant.perSecond / many.perSecond),
      ...{ unit: "ratio", goal: ONE_MERCHANT_GOAL, atLeast: true },
    },
    ...formanceFigures(rounds),
    perSecond(`payments created, ${MANY} connections`, ({ many }) => many.perSecond),
    perSecond(`pgbench, ${MANY} clients`, ({ manyBaseline }) => manyBaseline.perSecond),
    perSecond(`payments created, ${FEW} connections`, ({ few }) => few.perSecond),
    perSecond(`pgbench, ${FEW} clients`, ({ fewBaseline }) => fewBaseline.perSecond),
    perSecond("replays", ({ replays }) => replays.perSecond),
    perSecond("payments created, one merchant", ({ oneMerchant }) => oneMerchant.perSecond),
    ms(`p99 of creating a payment, ${FEW} connections`, ({ few }) => few.p99Ms),
    ms(`p99 of pgbench, ${FEW} clients`, ({ fewBaseline }) => fewBaseline.p99Ms),
    ms(`p99 of creating a payment, ${MANY} connections`, ({ many }) => many.p99Ms),
    share("client"),
    share("service"),
    share("postgres"),
  ];
}

function formanceFigures(rounds: readonly Round[]): Figure[] {
  const what = `payments created ÷ Formance Ledger's create-transaction, ${MANY} connections`;
  const ratios = rounds.flatMap(({ many, formance }) => (formance === undefined ? [] : [many.perSecond / formance]));
  const figure: Figure = { what, value: null, unit: "ratio", goal: FORMANCE_GOAL, atLeast: true };
  if (ratios.length === 0) return [{ ...figure, note: "not measured: name a built ledger by --formance FILE" }];
  const perSecond = median(rounds.flatMap(({ formance = [] }) => formance));
  return [
    { ...figure, value: median(ratios) },
    { what: `Formance Ledger's create-transaction, ${MANY} connections`, value: perSecond, unit: "1/s" },
  ];
}
