import type { Figure } from "./figure.ts";
import { BenchSystem } from "./service/bench-system.ts";
import { FormanceLedger } from "./service/formance.ts";
import { benchPayments } from "./service/payments.ts";

export interface ServiceBenchOptions {
  /** A Formance Ledger's program to compare with. */
  readonly formance?: string | undefined;
}

/** How fast the payment service is, beside what its own PostgreSQL with a synchronous standby can do at best. */
export async function benchService({ formance }: ServiceBenchOptions): Promise<Figure[]> {
  await using system = await BenchSystem.start();
  await using ledger = formance === undefined ? undefined : await FormanceLedger.start(formance, system.server);
  return await benchPayments(system, ledger);
}
