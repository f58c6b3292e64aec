/** What moved an account's balance. */
export interface StatementLine {
  readonly occurredAt: Date;
  /** `capture`, `refund` or a kind of transfer. */
  readonly kind: string;
  /** A UUID: the payment, settlement, payout or dispute. */
  readonly subjectId: string;
  /** A debit is positive, a credit negative. */
  readonly amountMinor: number;
}
