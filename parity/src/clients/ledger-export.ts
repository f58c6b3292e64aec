import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { ExportedLedger } from "../history/exported-ledger.ts";
import { readExport } from "../history/read-export.ts";
import { pause } from "../wait/until.ts";
import type { PaymentClient } from "./payment-client.ts";

export interface LedgerExportOptions {
  /** The raw export is kept here as evidence. */
  readonly file: string;
  readonly attempts: number;
  readonly timeoutMs: number;
  readonly intervalMs: number;
}

/** Fetches the service's export, trying again a few times if it comes incomplete; gives the last one if it always does. */
export async function fetchLedger(client: PaymentClient, options: LedgerExportOptions): Promise<ExportedLedger> {
  for (let attempt = 1; ; attempt++) {
    const ledger = await readExport(saved(client.export(AbortSignal.timeout(options.timeoutMs)), options.file));
    if (!ledger.incomplete || attempt >= options.attempts) return ledger;
    await pause(options.intervalMs);
  }
}

async function* saved(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const file = createWriteStream(path);
  try {
    for await (const chunk of chunks) {
      file.write(chunk);
      yield chunk;
    }
  } finally {
    file.end();
    await finished(file);
  }
}
