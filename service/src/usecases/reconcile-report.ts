import { ServiceError } from "../domain/errors.ts";
import { parseProviderReport } from "../domain/provider-report.ts";
import { reconcile, type Reconciliation } from "../domain/reconciliation.ts";
import type { LedgerStore, StatementPeriod } from "./ledger-ports.ts";

const AMOUNTS_MAX = 50_000;

/** Compares the provider's report of a period with the ledger. Changes nothing. Throws `request_invalid`. */
export async function reconcileReport(
  ledger: LedgerStore,
  { merchantId, csv, period }: { merchantId: string; csv: string; period: StatementPeriod },
): Promise<Reconciliation> {
  const report = parseProviderReport(csv);
  const own = await ledger.cleared(merchantId, period, AMOUNTS_MAX + 1);
  if (own.length > AMOUNTS_MAX) {
    throw new ServiceError(
      "request_invalid",
      `More than ${AMOUNTS_MAX} captures and refunds are in this period; reconcile a shorter one.`,
      { param: "to" },
    );
  }
  return reconcile(report, own);
}
