import { sql, type DatabaseTransactionConnection } from "slonik";
import { z } from "zod";
import type { AuditBatch } from "../usecases/audit-ports.ts";
import { AUDIT_COLUMNS, auditEntryRow } from "./audit-rows.ts";
import type { Database } from "./database.ts";
import { snapshotStream } from "./snapshot-stream.ts";

const BATCH_SEALS = 1_000;
const STRAYS_MAX = 10;

const sealRow = z
  .object({ position: z.bigint(), entry_id: z.string(), hash: z.instanceof(Buffer), id: z.string().nullable() })
  .loose()
  .transform((row) => ({
    seal: { position: Number(row.position), entryId: row.entry_id, hash: row.hash },
    entry: row.id === null ? undefined : auditEntryRow.parse(row),
  }));
const strayRow = z.object({ id: z.string() });
const countRow = z.object({ unsealed: z.bigint() });

/** A merchant's seals with their entries in batches, read no faster than they are taken. */
export function readAuditChain(database: Database, merchantId: string): AsyncIterable<AuditBatch> {
  return snapshotStream(database, async (transaction, emit) => {
    for (let after = 0; ;) {
      const rows = await transaction.any(
        sql.prepared("read_audit_chain", sealRow)`
          select s.position, s.entry_id::text, s.hash, ${AUDIT_COLUMNS} from audit_seals s
          left join audit_entries e on e.merchant_id = s.merchant_id and e.id = s.entry_id
          where s.merchant_id = ${merchantId} and s.position > ${after} order by s.position limit ${BATCH_SEALS}`,
      );
      const last = rows.at(-1);
      if (!last) break;
      await emit({ type: "seals", rows });
      after = last.seal.position;
    }
    await emit({ type: "end", ...(await readRest(transaction, merchantId)) });
  });
}

async function readRest(
  transaction: DatabaseTransactionConnection,
  merchantId: string,
): Promise<{ strayEntryIds: readonly string[]; unsealed: number }> {
  const strays = await transaction.any(
    sql.prepared("list_stray_audit_entries", strayRow)`
      select e.id::text from audit_entries e cross join audit_progress p
      where e.merchant_id = ${merchantId} and (e.transaction, e.id) <= (p.transaction, p.entry_id)
        and not exists (select from audit_seals s where s.merchant_id = e.merchant_id and s.entry_id = e.id)
      order by e.id limit ${STRAYS_MAX}`,
  );
  const { unsealed } = await transaction.one(
    sql.prepared("count_unsealed_audit_entries", countRow)`
      select count(*) as unsealed from audit_entries e cross join audit_progress p
      where e.merchant_id = ${merchantId} and (e.transaction, e.id) > (p.transaction, p.entry_id)`,
  );
  return { strayEntryIds: strays.map(({ id }) => id), unsealed: Number(unsealed) };
}
