import { sql, type DatabaseTransactionConnection } from "slonik";
import { z } from "zod";
import { AUDIT_GENESIS, sealHash, type AuditEntry } from "../domain/audit.ts";
import { AUDIT_COLUMNS, auditEntryRow } from "./audit-rows.ts";

const BATCH_ENTRIES = 1_000;

const progressRow = z.object({ transaction: z.string(), entry_id: z.string() });
const headRow = z.object({ merchant_id: z.string(), position: z.bigint(), hash: z.instanceof(Buffer) });
const nothing = z.object({});

/**
 * Chains the entries of transactions that have ended, and gives whether there are more. Entries are taken in the order
 * of their transactions' numbers and only below the oldest that still runs: none can turn up before one that is sealed,
 * though nobody who writes an entry waits for anybody else.
 */
export async function sealAuditEntries(transaction: DatabaseTransactionConnection): Promise<boolean> {
  const progress = await transaction.maybeOne(
    sql.prepared("lock_audit_progress", progressRow)`
      select transaction::text, entry_id::text from audit_progress for update skip locked`,
  );
  if (!progress) return false;
  const entries = await transaction.any(
    sql.prepared("list_unsealed_audit_entries", auditEntryRow)`
      select ${AUDIT_COLUMNS} from audit_entries e
      where (e.transaction, e.id) > (${progress.transaction}::text::xid8, ${progress.entry_id}::bigint)
        and e.transaction < pg_snapshot_xmin(pg_current_snapshot())
      order by e.transaction, e.id limit ${BATCH_ENTRIES}`,
  );
  const last = entries.at(-1);
  if (!last) return false;
  await insertSeals(transaction, entries);
  await transaction.query(
    sql.prepared("move_audit_progress", nothing)`
      update audit_progress set transaction = ${last.transaction}::text::xid8, entry_id = ${last.id}`,
  );
  return entries.length === BATCH_ENTRIES;
}

async function insertSeals(transaction: DatabaseTransactionConnection, entries: readonly AuditEntry[]): Promise<void> {
  const merchantIds = [...new Set(entries.map(({ merchantId }) => merchantId))];
  const found = await transaction.any(
    sql.prepared("list_audit_heads", headRow)`
      select m.id as merchant_id, head.position, head.hash from unnest(${sql.array(merchantIds, "uuid")}) as m (id)
      cross join lateral (
        select s.position, s.hash from audit_seals s where s.merchant_id = m.id order by s.position desc limit 1
      ) head`,
  );
  const heads = new Map(found.map(({ merchant_id, position, hash }) => [merchant_id, { position, hash }]));
  const seals = entries.map((entry) => {
    const head = heads.get(entry.merchantId) ?? { position: 0n, hash: AUDIT_GENESIS };
    const next = { position: head.position + 1n, hash: sealHash(head.hash, entry) };
    heads.set(entry.merchantId, next);
    return { merchantId: entry.merchantId, entryId: entry.id, ...next };
  });
  const column = <T>(value: (seal: (typeof seals)[number]) => T): T[] => seals.map(value);
  await transaction.query(
    sql.prepared("insert_audit_seals", nothing)`
      insert into audit_seals (merchant_id, position, entry_id, hash)
      select merchant_id, position, entry_id, decode(hash, 'hex') from unnest(
        ${sql.array(
          column(({ merchantId }) => merchantId),
          "uuid",
        )}, ${sql.array(
          column(({ position }) => String(position)),
          "int8",
        )}, ${sql.array(
          column(({ entryId }) => entryId),
          "int8",
        )}, ${sql.array(
          column(({ hash }) => hash.toString("hex")),
          "text",
        )}
      ) as s (merchant_id, position, entry_id, hash)`,
  );
}
