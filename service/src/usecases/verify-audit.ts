import { AUDIT_GENESIS, auditEntryId, sealHash } from "../domain/audit.ts";
import type { AuditBatch, AuditLog } from "./audit-ports.ts";

/** The head of the chain as somebody noted it before. */
export interface AuditAnchor {
  readonly position: number;
  /** Hexadecimal. */
  readonly hash: string;
}

export interface AuditVerification {
  readonly isIntact: boolean;
  /** What is wrong first; null if nothing is. */
  readonly problem: {
    readonly position: number | null;
    readonly entryId: string | null;
    readonly message: string;
  } | null;
  /** Of the last seal; 0 if there is none. */
  readonly position: number;
  /** Of the last seal, hexadecimal. Note it outside of the database: a chain that was made anew has another. */
  readonly hash: string;
  readonly unsealed: number;
}

type Problem = AuditVerification["problem"];

/** Recomputes a merchant's whole chain: finds what was changed, deleted, put in afterwards, or cut off since the anchor. */
export async function verifyAudit(log: AuditLog, merchantId: string, anchor?: AuditAnchor): Promise<AuditVerification> {
  let position = 0;
  let hash: Buffer = AUDIT_GENESIS;
  let anchored = anchor === undefined;
  let unsealed = 0;
  let problem: Problem = null;
  for await (const batch of log.readChain(merchantId)) {
    if (batch.type === "end") {
      unsealed = batch.unsealed;
      problem ??= strayProblem(batch.strayEntryIds);
      continue;
    }
    for (const row of batch.rows) {
      if (problem) break;
      problem = sealProblem(row, position, hash);
      position = row.seal.position;
      hash = row.seal.hash;
      if (position === anchor?.position) {
        anchored = true;
        if (hash.toString("hex") !== anchor.hash) problem ??= anchorProblem(position, "is another now");
      }
    }
  }
  if (!anchored && anchor) problem ??= anchorProblem(anchor.position, "is gone");
  return { isIntact: problem === null, problem, position, hash: hash.toString("hex"), unsealed };
}

type SealRow = Extract<AuditBatch, { type: "seals" }>["rows"][number];

function sealProblem({ seal, entry }: SealRow, previous: number, hash: Buffer): Problem {
  const at = { position: seal.position, entryId: auditEntryId.format(seal.entryId) };
  if (seal.position !== previous + 1) return { ...at, message: `The seal at position ${previous + 1} is gone.` };
  if (!entry) return { ...at, message: "The entry was deleted." };
  if (!sealHash(hash, entry).equals(seal.hash)) return { ...at, message: "The entry or a seal before it was changed." };
  return null;
}

function strayProblem([first]: readonly string[]): Problem {
  if (first === undefined) return null;
  return { position: null, entryId: auditEntryId.format(first), message: "The entry was put in afterwards." };
}

function anchorProblem(position: number, what: string): Problem {
  return { position, entryId: null, message: `The seal that was noted for position ${position} ${what}.` };
}
