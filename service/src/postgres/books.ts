import type { Books } from "../usecases/ledger-ports.ts";
import type { Database } from "./database.ts";
import { createLedgerStore } from "./ledger-store.ts";
import { createPayoutStore } from "./payout-store.ts";
import type { Reader } from "./read-path/reader.ts";
import { createSettlementStore } from "./settlement-store.ts";

/** What is only read is read from `reads`. */
export function createBooks(database: Database, reads: Reader): Books {
  return {
    ledger: createLedgerStore(reads),
    settlements: createSettlementStore(database),
    payouts: createPayoutStore(database),
  };
}
