/** An amount in the currency's minor unit (cents for EUR, yen for JPY): always an integer, never a fraction. */
export interface Money {
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

export const AMOUNT_MINOR_MIN = 1;
export const AMOUNT_MINOR_MAX = 99_999_999_999;
