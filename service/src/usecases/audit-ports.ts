import type { AuditEntry, AuditSeal } from "../domain/audit.ts";
import type { Page } from "./page.ts";

export interface AuditFilter {
  readonly action?: string | undefined;
  /** A UUID. */
  readonly subjectId?: string | undefined;
}

/** What the chain is verified from; all of one instant. */
export type AuditBatch =
  | {
      readonly type: "seals";
      /** In their order; the entry is missing if it was deleted. */
      readonly rows: readonly { readonly seal: AuditSeal; readonly entry: AuditEntry | undefined }[];
    }
  | {
      readonly type: "end";
      /** Entries that the sealer has passed and that have no seal: put in afterwards. */
      readonly strayEntryIds: readonly string[];
      /** Entries that wait for their seal. */
      readonly unsealed: number;
    };

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface AuditLog {
  /** Newest first. */
  list(merchantId: string, page: Page, filter: AuditFilter): Promise<readonly AuditEntry[]>;
  readChain(merchantId: string): AsyncIterable<AuditBatch>;
  /** Seals what is committed, in order; true if there is more. Only one caller at a time does something. */
  seal(): Promise<boolean>;
}
