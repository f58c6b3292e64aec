import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { sentenceOf } from "../errors.ts";
import {
  exportEndSchema,
  exportedPaymentSchema,
  exportedPostingSchema,
  type ExportedLedger,
  type ExportedPayment,
  type ExportedPosting,
} from "./exported-ledger.ts";

const LINES_MAX = 5_000_000;

/**
 * Reads an NDJSON export. Never throws: an export that breaks off, has no `end` line, counts otherwise than its `end`
 * line says, or has a line that can't be read is returned as incomplete, with what was read so far.
 */
export async function readExport(chunks: AsyncIterable<Buffer>): Promise<ExportedLedger> {
  const reader = new ExportReader();
  let lines = 0;
  try {
    for await (const line of createInterface({ input: Readable.from(chunks), crlfDelay: Infinity })) {
      lines++;
      const problem = lines > LINES_MAX ? `has more than ${LINES_MAX} lines` : reader.take(line);
      if (problem) return reader.ledger(`Line ${lines} of the export ${problem}.`);
    }
  } catch (error) {
    return reader.ledger(`The export broke off after line ${lines}: ${sentenceOf(error)}`);
  }
  return reader.ledger(reader.missing());
}

class ExportReader {
  readonly #payments: ExportedPayment[] = [];
  readonly #postings: ExportedPosting[] = [];
  #end: { payments: number; postings: number } | undefined;

  /** What is wrong with the line, if anything. */
  take(line: string): string | undefined {
    if (this.#end) return "comes after its end line";
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return "is not JSON, so it was truncated or is malformed";
    }
    const type: unknown = value !== null && typeof value === "object" ? Reflect.get(value, "type") : undefined;
    if (type === "payment") return keep(exportedPaymentSchema.safeParse(value), (it) => this.#payments.push(it));
    if (type === "posting") return keep(exportedPostingSchema.safeParse(value), (it) => this.#postings.push(it));
    if (type === "end") return keep(exportEndSchema.safeParse(value), (it) => (this.#end = it));
    return typeof type === "string" ? undefined : "has no type";
  }

  missing(): string | null {
    if (!this.#end) return "The export has no end line, so it was truncated.";
    const { payments, postings } = this.#end;
    if (payments === this.#payments.length && postings === this.#postings.length) return null;
    return (
      `The export's end line announces ${payments} payments and ${postings} postings, ` +
      `but it holds ${this.#payments.length} and ${this.#postings.length}.`
    );
  }

  ledger(incomplete: string | null): ExportedLedger {
    return { incomplete, payments: this.#payments, postings: this.#postings };
  }
}

type Parsed<T> = { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[] }[] } };

function keep<T>(parsed: Parsed<T>, take: (value: T) => unknown): string | undefined {
  if (!parsed.success) return `has a wrong ${parsed.error.issues.map((issue) => issue.path.join(".")).join(", ")}`;
  take(parsed.data);
  return undefined;
}
