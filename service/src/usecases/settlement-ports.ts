import type { FeePlan } from "../domain/fee.ts";
import type { Settlement, SettlementLine } from "../domain/settlement.ts";
import type { Page } from "./page.ts";

export interface SettlementCandidate {
  readonly merchantId: string;
  readonly currency: string;
}

export interface SettleCommand extends SettlementCandidate {
  readonly day: string;
  /** UUIDs of the settlement and of its two transfers. */
  readonly id: string;
  readonly feeTransferId: string;
  readonly netTransferId: string;
  readonly at: Date;
  readonly linesMax: number;
}

export interface LinePage {
  readonly limit: number;
  /** Only lines after this one. */
  readonly after?: Pick<SettlementLine, "paymentId" | "sequence"> | undefined;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface SettlementStore {
  /** Whose payments until the end of the day may not all be settled yet. */
  candidates(day: string, limit: number): Promise<readonly SettlementCandidate[]>;
  /** Settles some of it and gives the number of lines; undefined if another task is at it. Nothing is settled twice. */
  settle(command: SettleCommand): Promise<number | undefined>;
  find(merchantId: string, settlementId: string): Promise<Settlement | undefined>;
  /** Newest first. */
  list(merchantId: string, page: Page): Promise<readonly Settlement[]>;
  /** In the order of payments; undefined if there is no such settlement. */
  lines(merchantId: string, settlementId: string, page: LinePage): Promise<readonly SettlementLine[] | undefined>;
  feePlans(merchantId: string): Promise<readonly FeePlan[]>;
}
