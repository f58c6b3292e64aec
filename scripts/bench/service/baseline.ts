import type pg from "pg";

/** What a payment writes: the service's tables and, beside each, the baseline's. */
export const TABLES = [
  ["payments", "payments"],
  ["provider_operations", "provider_operations"],
  ["simulator.operations", "simulator_operations"],
  ["idempotency_keys", "idempotency_keys"],
  ["postings", "postings"],
  ["ledger_accounts", "ledger_accounts"],
  ["payment_events", "payment_events"],
  ["audit_entries", "audit_entries"],
  ["webhook_events", "webhook_events"],
  ["webhook_deliveries", "webhook_deliveries"],
] as const;

/**
 * The service's tables once more, in a schema of their own, with the same keys, indexes, checks and foreign keys, and a
 * function that writes there all that the service writes for a payment. None of the triggers that check or write for the
 * service are there: the function writes the rows itself, in the cheapest way that we know.
 */
export async function createBaseline(client: pg.Client): Promise<void> {
  for (const [service, baseline] of TABLES)
    await client.query(`create table baseline.${baseline} (like ${service} including all)`);
  const constraints = await client.query<{ statement: string }>(
    `select format('alter table %I add constraint %I %s', r.relname, c.conname, pg_get_constraintdef(c.oid)) as statement
       from pg_constraint c join pg_class r on r.oid = c.conrelid
       where c.contype = 'f' and r.relnamespace = 'public'::regnamespace and r.relname = any ($1)
     union all
     select format('alter table %I set (%s)', relname, array_to_string(reloptions, ','))
       from pg_class where relnamespace = 'public'::regnamespace and relname = any ($1) and reloptions is not null`,
    [TABLES.map(([, baseline]) => baseline)],
  );
  await client.query("set search_path to baseline, public");
  for (const { statement } of constraints.rows) await client.query(statement);
  await client.query("insert into ledger_accounts select * from public.ledger_accounts");
  await client.query(FUNCTIONS);
  await client.query("reset search_path");
}

const FUNCTIONS = `
create function uuid_v7(moment timestamptz) returns uuid language sql volatile as $$
  select encode(substring(int8send((extract(epoch from moment) * 1000)::bigint) from 3)
    || substring(uuid_send(gen_random_uuid()) from 7), 'hex')::uuid
$$;

create function create_payment(in_merchant integer) returns text language plpgsql set search_path to baseline, public as $$
declare
  moment timestamptz := clock_timestamp();
  merchant uuid := numbered('0', in_merchant);
  payment uuid := uuid_v7(moment);
  operation uuid := uuid_v7(moment);
  hex text := replace(payment::text, '-', '');
  body text := '{"id":"pay_' || hex || '","status":"succeeded","captureMethod":"automatic","amountMinor":1050,"currency":"EUR","description":"Order 4711","capturedMinor":1050,"refundedMinor":0,"createdAt":"2026-11-24T10:00:00.000Z","paymentMethod":"pm_card_visa","statementDescriptor":null,"metadata":{},"nextAction":null,"lastError":null,"authorizedUntil":null}';
  context text := '{"actor":"user:' || merchant || '","requestId":"req_' || operation || '","traceId":"' || hex || '"}';
  event bigint;
begin
  insert into payments (merchant_id, id, status, capture_method, amount_minor, currency, description, captured_minor,
      idempotency_key, created_at, changed_at, payment_method, provider, provider_reference)
    values (merchant, payment, 'succeeded', 'automatic', 1050, 'EUR', 'Order 4711', 1050,
      hex, moment, moment, 'pm_card_visa', 'simulator', 'sim_' || hex);
  insert into provider_operations (merchant_id, id, payment_id, kind, amount_minor, provider, status, leased_until,
      idempotency_key, request_hash, response_status, created_at, settled_at)
    values (merchant, operation, payment, 'charge', 1050, 'simulator', 'succeeded', moment,
      hex, sha256(uuid_send(payment)), 201, moment, moment);
  insert into simulator_operations (key, kind, reference, amount_minor, currency, payment_method, outcome, payment, capture_method)
    values (operation::text, 'charge', 'sim_' || hex, 1050, 'EUR', 'pm_card_visa', 'succeeded', payment::text, 'automatic');
  insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at, change_id)
    values (merchant, hex, sha256(uuid_send(payment)), payment, 201, body, moment, operation);
  insert into postings (merchant_id, payment_id, sequence, currency, account, amount_minor, created_at)
    values (merchant, payment, 1, 'EUR', 'provider_clearing', 1050, moment), (merchant, payment, 2, 'EUR', 'merchant_pending', -1050, moment);
  insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, created_at)
    values (merchant, payment, 1, 'created', 1050, moment), (merchant, payment, 2, 'authorized', 1050, moment),
      (merchant, payment, 3, 'captured', 1050, moment);
  insert into audit_entries (merchant_id, action, subject_id, details, context)
    values (merchant, 'payment.created', payment, '{"status":"processing","amountMinor":1050,"currency":"EUR","capturedMinor":0,"refundedMinor":0}', context),
      (merchant, 'payment.changed', payment, '{"status":"succeeded","amountMinor":1050,"currency":"EUR","capturedMinor":1050,"refundedMinor":0}', context);
  insert into webhook_events (merchant_id, id, type, subject, payload, created_at)
    values (merchant, 'evt_' || hex || '_3', 'payment.captured', 'pay_' || hex,
      '{"id":"evt_' || hex || '_3","type":"payment.captured","createdAt":"2026-11-24T10:00:00.000Z","data":{"amountMinor":1050,"refundId":null,"payment":' || body || '}}', moment)
    returning position into event;
  insert into webhook_deliveries (merchant_id, endpoint_id, event_position, subject)
    values (merchant, numbered('2', in_merchant), event, 'pay_' || hex);
  update ledger_accounts set balance_minor = balance_minor - 1050
    where merchant_id = merchant and currency = 'EUR' and account = 'merchant_pending';
  update ledger_accounts set balance_minor = balance_minor + 1050
    where merchant_id = merchant and currency = 'EUR' and account = 'provider_clearing';
  return body;
end $$;`;
