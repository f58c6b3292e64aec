import { sql, type FragmentSqlToken } from "slonik";
import type { PaymentFilter } from "../usecases/payment-filter.ts";

/**
 * What a list of payments has beside its page, and a name for the statement with these conditions: each combination is a
 * statement of its own, so that the server can plan each for the index that fits it.
 */
export function paymentConditions(filter: PaymentFilter): { readonly name: string; readonly where: FragmentSqlToken } {
  const { status, currency, customerId } = filter;
  const conditions: [name: string, condition: FragmentSqlToken][] = [];
  if (customerId !== undefined) conditions.push(["customer", sql.fragment` and customer_id = ${customerId}`]);
  if (status !== undefined) conditions.push(["status", sql.fragment` and status = ${status}`]);
  if (currency !== undefined) conditions.push(["currency", sql.fragment` and currency = ${currency}`]);
  return {
    name: conditions.map(([name]) => `_${name}`).join(""),
    where: conditions.reduce((where, [, condition]) => sql.fragment`${where}${condition}`, sql.fragment``),
  };
}
