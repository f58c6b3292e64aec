import type { Books } from "../usecases/ledger-ports.ts";
import type { Database } from "./database.ts";
import { createLedgerStore } from "./ledger-store.ts";
import { createPayoutStore } from "./payout-store.ts";
import { createSettlementStore } from "./settlement-store.ts";

export function createBooks(database: Database): Books {
  return {
    ledger: createLedgerStore(database),
    settlements: createSettlementStore(database),
    payouts: createPayoutStore(database),
  };
}
