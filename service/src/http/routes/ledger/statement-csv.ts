import type { StatementLine } from "../../../domain/statement-line.ts";
import type { StatementBatch, StatementPeriod } from "../../../usecases/ledger-ports.ts";

export const STATEMENT_HEADER = "occurredAt,kind,subjectId,debitMinor,creditMinor,balanceMinor\r\n";

/** RFC 4180. No field needs quotes: all are numbers, times and words of our own. */
export async function* statementCsv(
  batches: AsyncIterable<StatementBatch>,
  { from, to }: StatementPeriod,
): AsyncGenerator<string> {
  let balanceMinor = 0;
  yield STATEMENT_HEADER;
  for await (const batch of batches) {
    if (batch.type === "opening") {
      ({ balanceMinor } = batch);
      yield row([`${from}T00:00:00.000Z`, "opening_balance", "", "", "", balanceMinor]);
      continue;
    }
    yield batch.rows.map((line) => lineRow(line, (balanceMinor += line.amountMinor))).join("");
  }
  // Its absence tells that the statement was cut off.
  yield row([`${to}T23:59:59.999Z`, "closing_balance", "", "", "", balanceMinor]);
}

function lineRow({ occurredAt, kind, subjectId, amountMinor }: StatementLine, balanceMinor: number): string {
  const debit = amountMinor > 0 ? amountMinor : "";
  const credit = amountMinor < 0 ? -amountMinor : "";
  return row([occurredAt.toISOString(), kind, subjectId, debit, credit, balanceMinor]);
}

function row(fields: readonly (string | number)[]): string {
  return `${fields.join(",")}\r\n`;
}
