import type { Evidence } from "../checks/check.ts";
import type { FaultRecord } from "../faults/fault-record.ts";
import type { ExportedLedger, ExportedPayment, ExportedPosting } from "../history/exported-ledger.ts";
import type { Operation } from "../history/operation.ts";

export const KEY_PREFIX = "parity-test-";
const WALL = "2026-01-01T00:00:00.000000Z";

/** An acknowledged payment of 10 ms, save for what is told. */
export function operation(told: Partial<Operation> = {}): Operation {
  const key = told.key ?? `${KEY_PREFIX}1`;
  return {
    scenario: "hand-made",
    process: 0,
    type: "create-payment",
    key,
    attempt: 1,
    start: WALL,
    end: WALL,
    startUs: 0,
    endUs: 10_000,
    outcome: "ok",
    paymentId: `pay_${key}`,
    replayed: false,
    amountMinor: 100,
    currency: "EUR",
    httpStatus: 201,
    code: null,
    ...told,
  };
}

export function payment(told: Partial<ExportedPayment> = {}): ExportedPayment {
  const idempotencyKey = told.idempotencyKey ?? `${KEY_PREFIX}1`;
  return {
    type: "payment",
    id: `pay_${idempotencyKey}`,
    idempotencyKey,
    status: "succeeded",
    amountMinor: 100,
    currency: "EUR",
    capturedMinor: 100,
    refundedMinor: 0,
    ...told,
  };
}

export function postingsOf({ id, capturedMinor, currency }: ExportedPayment): ExportedPosting[] {
  const posting = (account: string, amountMinor: number): ExportedPosting => ({
    type: "posting",
    id: `${id}/${account}`,
    paymentId: id,
    account,
    amountMinor,
    currency,
  });
  return [posting("provider-clearing", capturedMinor), posting("merchant-available", -capturedMinor)];
}

const ZONES = { multiAz: true, availabilityZone: "us-east-1a", secondaryAvailabilityZone: "us-east-1b" };
const SWAPPED = { multiAz: true, availabilityZone: "us-east-1b", secondaryAvailabilityZone: "us-east-1a" };

export function fault(told: Partial<FaultRecord> = {}): FaultRecord {
  const startUs = told.startUs ?? 1_000_000;
  return {
    name: "rds-force-failover",
    kind: "database-failover",
    subject: "payment-system-test-db",
    round: 1,
    startUs,
    start: WALL,
    acceptedUs: startUs + 5_000,
    before: { status: "available", ...ZONES },
    observed: [
      { atUs: startUs + 50_000, state: { status: "rebooting", ...ZONES } },
      { atUs: startUs + 250_000, state: { status: "available", ...SWAPPED } },
    ],
    effectiveUs: startUs + 250_000,
    events: [
      { atUs: startUs + 20_000, date: WALL, message: "Multi-AZ instance failover started.", categories: ["failover"] },
      {
        atUs: startUs + 120_000,
        date: WALL,
        message: "Multi-AZ instance failover completed.",
        categories: ["failover"],
      },
    ],
    watchedUntilUs: startUs + 500_000,
    healedUs: startUs + 900_000,
    recovery: null,
    condition: null,
    ...told,
  };
}

export interface HandMade {
  operations: Operation[];
  readonly ledger: { incomplete: string | null; payments: ExportedPayment[]; postings: ExportedPosting[] };
  readonly faults: FaultRecord[];
}

/**
 * A clean run: a commit every 10 ms for two seconds, but none from 10 ms after the fault, which starts after one second,
 * for 150 ms; the attempts in that time end `info`, and their retries succeed.
 */
export function cleanRun(): HandMade {
  const operations: Operation[] = [];
  const payments: ExportedPayment[] = [];
  for (let number = 0; number < 200; number++) {
    const startUs = number * 10_000 + 5_000;
    const key = `${KEY_PREFIX}${number}`;
    const down = startUs > 1_010_000 && startUs < 1_160_000;
    if (down) operations.push(operation({ key, startUs, endUs: startUs + 2_000, outcome: "info", paymentId: null }));
    const again = down ? { startUs: 1_160_000, endUs: 1_165_000, attempt: 2 } : { startUs, endUs: startUs + 4_000 };
    operations.push(operation({ key, ...again }));
    payments.push(payment({ idempotencyKey: key }));
  }
  return {
    operations,
    ledger: { incomplete: null, payments, postings: payments.flatMap(postingsOf) },
    faults: [fault()],
  };
}

export function evidenceOf(run: Pick<Evidence, "operations" | "ledger" | "faults">): Evidence {
  return {
    keyPrefix: KEY_PREFIX,
    operations: run.operations,
    ledger: run.ledger,
    faults: run.faults,
    probes: [],
    tasks: 2,
    load: { startUs: 0, endUs: 2_000_000, attemptsMax: 12 },
    stalls: [],
    objectives: { rtoMsMax: 900_000, rpoMsMax: 300_000 },
  };
}

/** The export as the service writes it. */
export function exportLines({ payments, postings }: Omit<ExportedLedger, "incomplete">): string {
  const end = { type: "end", payments: payments.length, postings: postings.length, asOf: "2026-01-01T00:00:00.000Z" };
  return [...payments, ...postings, end].map((line) => `${JSON.stringify(line)}\n`).join("");
}
