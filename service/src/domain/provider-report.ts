import { CURRENCIES } from "./currency.ts";
import { ServiceError } from "./errors.ts";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "./money.ts";
import { parsePaymentId } from "./payment-id.ts";
import { CLEARED_KINDS, type ClearedAmount, type ClearedKind } from "./reconciliation.ts";

export const REPORT_HEADER = "type,paymentId,amountMinor,currency";

/**
 * Reads a provider's report: CSV with the header `type,paymentId,amountMinor,currency`, fields quoted or not, a
 * capture, a refund or a chargeback a line. Throws `request_invalid`, naming the first line that can't be read.
 */
export function parseProviderReport(csv: string): readonly ClearedAmount[] {
  const [header, ...lines] = csv
    .replace(/^\uFEFF/, "")
    .replace(/(\r?\n)+$/, "")
    .split(/\r?\n/);
  if (header === undefined || fieldsOf(header).join(",") !== REPORT_HEADER) {
    throw invalid(1, `the first line must be ${REPORT_HEADER}`);
  }
  return lines.map((line, index) => parseLine(line, index + 2));
}

function parseLine(line: string, number: number): ClearedAmount {
  const fields = fieldsOf(line);
  const [kind, payment = "", amount = "", currency = ""] = fields;
  if (fields.length !== 4) throw invalid(number, `it must have 4 fields and has ${fields.length}`);
  if (!isClearedKind(kind)) throw invalid(number, "type must be capture, refund or chargeback");
  const paymentId = parsePaymentId(payment);
  if (paymentId === undefined) throw invalid(number, "paymentId must be a payment's id");
  const amountMinor = /^\d{1,11}$/.test(amount) ? Number(amount) : 0;
  if (amountMinor < AMOUNT_MINOR_MIN || amountMinor > AMOUNT_MINOR_MAX) {
    throw invalid(number, `amountMinor must be an integer from ${AMOUNT_MINOR_MIN} to ${AMOUNT_MINOR_MAX}`);
  }
  if (!CURRENCIES.has(currency)) throw invalid(number, "currency must be an ISO 4217 code");
  return { kind, paymentId, amountMinor, currency };
}

function isClearedKind(kind: string | undefined): kind is ClearedKind {
  return (CLEARED_KINDS as readonly (string | undefined)[]).includes(kind);
}

/** No field of a report holds a comma or a quote, so quotes are only ever around a field. */
function fieldsOf(line: string): string[] {
  return line.split(",").map((field) => field.replace(/^"(.*)"$/, "$1"));
}

function invalid(line: number, problem: string): ServiceError {
  return new ServiceError("request_invalid", `Line ${line} of the report can't be read: ${problem}.`, { param: "csv" });
}
