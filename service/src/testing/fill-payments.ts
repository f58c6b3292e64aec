import type pg from "pg";

export interface Fill {
  readonly payments: number;
  /** UUIDs; they take turns. Webhook events and deliveries are for the first endpoint of each that has one. */
  readonly merchants: readonly string[];
  /** Over how many days until now the payments are spread. */
  readonly days: number;
  /** Told after each part. */
  readonly progress?: (payments: number) => void;
}

/** Payments a transaction. */
const PART = 500_000;

/** What everything about payment number `i` is made from; ids sort by time, as the service's own. */
const PAYMENTS = `
  select i, m.merchant_id, m.endpoint_id, at, position, id_of('701', i, at) as id, id_of('702', i, at) as operation_id,
      case when i % 50 = 7 then 'canceled' when i % 50 = 8 then 'requires_capture' when i % 50 = 9 then 'requires_payment_method'
        else 'succeeded' end as status,
      case when i % 50 in (7, 8, 9) then 0 else 1050 end as captured_minor,
      case when i % 20 = 1 then 100 else 0 end as refunded_minor,
      replace(id_of('701', i, at)::text, '-', '') as hex
    from generate_series($1::bigint, $2::bigint) i
      join merchants_to_fill m on m.number = i % (select count(*) from merchants_to_fill)
      cross join lateral (select first + i * step as at, position + i as position from time_to_fill) t`;

const BODY = `'{"id":"pay_' || p.hex || '","status":"' || p.status || '","captureMethod":"automatic","amountMinor":1050,"currency":"EUR",'
  || '"description":"Order 4711","capturedMinor":1050,"refundedMinor":0,"createdAt":"2026-11-24T10:00:00.000Z","paymentMethod":"pm_card_visa",'
  || '"statementDescriptor":null,"metadata":{},"nextAction":null,"lastError":null,"authorizedUntil":null}'`;

/** The rows that payments of all states leave behind, table by table. */
const TABLES: readonly string[] = [
  `insert into payments (merchant_id, id, status, capture_method, amount_minor, currency, description, captured_minor, refunded_minor,
      idempotency_key, created_at, changed_at, payment_method, provider, provider_reference)
    select merchant_id, id, status, case status when 'succeeded' then 'automatic' else 'manual' end, 1050, 'EUR', 'Order ' || i,
      captured_minor, refunded_minor, hex, at, at, 'pm_card_visa', 'simulator', 'sim_' || hex from (${PAYMENTS}) p`,
  `insert into provider_operations (merchant_id, id, payment_id, kind, amount_minor, provider, status, leased_until, idempotency_key,
      request_hash, response_status, created_at, settled_at)
    select merchant_id, operation_id, id, 'charge', 1050, 'simulator', 'succeeded', at, hex, sha256(uuid_send(id)), 201, at, at
      from (${PAYMENTS}) p`,
  `insert into simulator.operations (key, kind, reference, amount_minor, currency, payment_method, outcome, payment, capture_method, created_at)
    select operation_id, 'charge', 'sim_' || hex, 1050, 'EUR', 'pm_card_visa', 'succeeded', id, 'automatic', at from (${PAYMENTS}) p`,
  `insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at, change_id)
    select merchant_id, hex, sha256(uuid_send(id)), id, 201, ${BODY}, at, operation_id from (${PAYMENTS}) p`,
  `insert into refunds (merchant_id, id, payment_id, status, amount_minor, idempotency_key, created_at)
    select merchant_id, id_of('703', i, at), id, 'succeeded', 100, 'refund ' || hex, at from (${PAYMENTS}) p where refunded_minor > 0`,
  `insert into postings (merchant_id, payment_id, sequence, currency, account, amount_minor, created_at)
    select merchant_id, id, sequence, 'EUR', account, sign * case when sequence < 3 then captured_minor else -refunded_minor end, at
      from (${PAYMENTS}) p,
        (values (1, 'provider_clearing', 1), (2, 'merchant_pending', -1), (3, 'provider_clearing', 1), (4, 'merchant_pending', -1))
          as e (sequence, account, sign)
      where case when sequence < 3 then captured_minor else refunded_minor end > 0`,
  `insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, refund_id, created_at)
    select merchant_id, id, sequence, type, 1050, case type when 'refunded' then id_of('703', i, at) end, at
      from (${PAYMENTS}) p, (values (1, 'created'), (2, 'authorized'), (3, 'captured'), (4, 'refunded')) as e (sequence, type)
      where type <> 'captured' and type <> 'refunded' or type = 'captured' and captured_minor > 0
        or type = 'refunded' and refunded_minor > 0`,
  `insert into audit_entries (merchant_id, action, subject_id, details, context, occurred_at)
    select merchant_id, action, id, '{"status":"succeeded","amountMinor":1050,"currency":"EUR","capturedMinor":1050,"refundedMinor":0}',
        '{"actor":"user:' || merchant_id || '","requestId":"req_' || operation_id || '","traceId":"' || hex || '"}', at
      from (${PAYMENTS}) p, unnest('{payment.created,payment.changed}'::text[]) action`,
  `insert into webhook_events (merchant_id, position, id, type, subject, payload, created_at) overriding system value
    select merchant_id, position, 'evt_' || hex || '_3', 'payment.captured', 'pay_' || hex,
        '{"id":"evt_' || hex || '_3","type":"payment.captured","createdAt":"2026-11-24T10:00:00.000Z","data":{"payment":' || ${BODY} || '}}', at
      from (${PAYMENTS}) p where endpoint_id is not null`,
  `insert into webhook_deliveries (merchant_id, id, endpoint_id, event_position, subject, state, attempts, next_attempt_at, give_up_at)
    select merchant_id, id_of('704', i, at), endpoint_id, position, 'pay_' || hex, 'delivered', 1, at, at + interval '3 days'
      from (${PAYMENTS}) p where endpoint_id is not null`,
];

/**
 * Writes payments with all that belongs to them as if they had come over time, without asking the triggers: what those
 * would have written is written here, and what they would check is so. Their accounts exist and get the balances. The
 * client is a superuser's.
 */
export async function fillPayments(client: pg.Client, fill: Fill): Promise<void> {
  await client.query("set session_replication_role = replica");
  // Nobody waits for a standby for what can be made again.
  await client.query("set synchronous_commit = off");
  await client.query("set search_path to public, pg_temp");
  await client.query(`
    create temporary table time_to_fill as
      select now() - interval '${fill.days} days' as first, interval '${fill.days} days' / ${fill.payments} as step,
        (select coalesce(max(position), 0) from webhook_events) as position;
    create function pg_temp.id_of(kind text, i bigint, at timestamptz) returns uuid language sql stable as $$
      select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || kind || '08000' || lpad(to_hex(i), 12, '0'))::uuid
    $$`);
  await client.query(
    `create temporary table merchants_to_fill as
       select n - 1 as number, m.id as merchant_id, (select e.id from webhook_endpoints e where e.merchant_id = m.id limit 1) as endpoint_id
         from unnest($1::uuid[]) with ordinality as m (id, n)`,
    [fill.merchants],
  );
  for (let first = 1; first <= fill.payments; first += PART) {
    const last = Math.min(first + PART - 1, fill.payments);
    for (const table of TABLES) await client.query(table.replaceAll("id_of(", "pg_temp.id_of("), [first, last]);
    fill.progress?.(last);
  }
  await client.query(`
    update ledger_accounts a set balance_minor = a.balance_minor + s.sum
      from (select merchant_id, currency, account, sum(amount_minor) as sum from postings
        where payment_id::text like '%-7010-8000-%' group by merchant_id, currency, account) s
      where (a.merchant_id, a.currency, a.account) = (s.merchant_id, s.currency, s.account);
    select setval(pg_get_serial_sequence('webhook_events', 'position'), (select max(position) from webhook_events))`);
  await client.query("reset all");
  await client.query("vacuum analyze");
}
