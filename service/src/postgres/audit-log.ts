import { sql } from "slonik";
import type { AuditLog } from "../usecases/audit-ports.ts";
import { readAuditChain } from "./audit-chain.ts";
import { AUDIT_COLUMNS, auditEntryRow } from "./audit-rows.ts";
import { sealAuditEntries } from "./audit-sealer.ts";
import type { Database } from "./database.ts";

const BIGINT_MAX = "9223372036854775807";

export function createAuditLog(database: Database): AuditLog {
  return {
    list: (merchantId, { limit, before = BIGINT_MAX }, { action, subjectId }) =>
      database.run((connection) =>
        connection.any(
          subjectId === undefined
            ? sql.prepared("list_audit_entries", auditEntryRow)`
                select ${AUDIT_COLUMNS} from audit_entries e
                where e.merchant_id = ${merchantId} and e.id < ${before}
                  and (${action ?? null}::text is null or e.action = ${action ?? null})
                order by e.id desc limit ${limit}`
            : sql.prepared("list_audit_entries_of_subject", auditEntryRow)`
                select ${AUDIT_COLUMNS} from audit_entries e
                where e.merchant_id = ${merchantId} and e.subject_id = ${subjectId} and e.id < ${before}
                  and (${action ?? null}::text is null or e.action = ${action ?? null})
                order by e.id desc limit ${limit}`,
        ),
      ),
    readChain: (merchantId) => readAuditChain(database, merchantId),
    seal: () => database.run((connection) => connection.transaction(sealAuditEntries)),
  };
}
