-- Up Migration

-- Only adds: tasks of the release before go on working on this schema until the rollout that follows has ended. Their
-- create_payment with 14 arguments therefore stays, and what it writes gets its defaults and its timeline here.
alter table payments
  add column capture_method text not null default 'automatic'
    constraint payment_capture_method check (capture_method in ('automatic', 'manual')),
  -- When it was captured or canceled or last refunded; null until then.
  add column changed_at timestamptz,
  drop constraint payment_status,
  add constraint payment_status check (status in ('requires_capture', 'succeeded', 'canceled')),
  add constraint payment_status_matches_amounts check (
    case status
      when 'succeeded' then captured_minor > 0 and (capture_method = 'manual' or captured_minor = amount_minor)
      else captured_minor = 0 and capture_method = 'manual'
    end);

create trigger payments_capture_method_immutable before update on payments
  for each row when (new.capture_method <> old.capture_method) execute function refuse_change();

create function refuse_transition() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'restrict_violation', constraint = 'payment_transition',
    message = format('payment %s may not become %s with %s captured', new.id, new.status, new.captured_minor);
end $$;

-- The same table as in domain/payment-changes.ts. After the row, so that a wrong amount is named as such by its constraint.
create trigger payment_begins after insert on payments
  for each row
  when ((new.capture_method, new.status) not in (('automatic', 'succeeded'), ('manual', 'requires_capture')))
  execute function refuse_transition();
create trigger payment_transition after update on payments
  for each row
  when (
    new.status <> old.status
      and (old.status, new.status) not in (('requires_capture', 'succeeded'), ('requires_capture', 'canceled'))
    -- Captured once: what was not captured then is released.
    or new.status = old.status and new.captured_minor <> old.captured_minor
  )
  execute function refuse_transition();

-- In the payment's currency, which therefore is not repeated.
create table refunds (
  merchant_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  status text not null constraint refund_status check (status in ('succeeded')),
  amount_minor bigint not null constraint refund_amount check (amount_minor > 0),
  reason text,
  idempotency_key text not null,
  created_at timestamptz not null,
  primary key (merchant_id, id),
  foreign key (merchant_id, payment_id) references payments
);
create index refunds_of_payment on refunds (merchant_id, payment_id, id);

create trigger refunds_immutable before update or delete on refunds
  for each row execute function refuse_change();
create trigger refunds_not_truncated before truncate on refunds
  for each statement execute function refuse_change();

-- At most 100, so that a payment's refunds, postings and events are always few enough to be read at once.
create function check_refunds_match_payment(in_merchant_id uuid, in_payment_id uuid) returns void
language plpgsql as $$
declare
  found_sums record;
begin
  select p.refunded_minor, coalesce(sum(r.amount_minor), 0) as sum_minor, count(r.id) as refunds
    into found_sums
    from payments p left join refunds r on r.merchant_id = p.merchant_id and r.payment_id = p.id
    where p.merchant_id = in_merchant_id and p.id = in_payment_id
    group by p.merchant_id, p.id;
  if found_sums.sum_minor <> found_sums.refunded_minor then
    raise exception using errcode = 'check_violation', constraint = 'refunds_match_payment',
      message = format('payment %s says that %s was refunded, its refunds sum to %s',
        in_payment_id, found_sums.refunded_minor, found_sums.sum_minor);
  elsif found_sums.refunds > 100 then
    raise exception using errcode = 'check_violation', constraint = 'refunds_at_most_100',
      message = format('payment %s would have %s refunds', in_payment_id, found_sums.refunds);
  end if;
end $$;

create function refunded_payment_matches_refunds() returns trigger language plpgsql as $$
begin
  perform check_refunds_match_payment(new.merchant_id, new.id);
  return null;
end $$;

create function refund_matches_payment() returns trigger language plpgsql as $$
begin
  perform check_refunds_match_payment(new.merchant_id, new.payment_id);
  return null;
end $$;

create constraint trigger refunds_match_payment after insert on refunds deferrable initially deferred
  for each row execute function refund_matches_payment();
create constraint trigger refunds_match_payment_begun after insert on payments deferrable initially deferred
  for each row when (new.refunded_minor <> 0) execute function refunded_payment_matches_refunds();
create constraint trigger refunds_match_payment_changed after update on payments deferrable initially deferred
  for each row when (new.refunded_minor <> old.refunded_minor) execute function refunded_payment_matches_refunds();

-- The timeline. It has no foreign key: only the triggers below write it, in the statement that changes the payment.
create table payment_events (
  merchant_id uuid not null,
  payment_id uuid not null,
  sequence integer not null,
  type text not null check (type in ('created', 'authorized', 'captured', 'voided', 'refunded')),
  amount_minor bigint not null check (amount_minor > 0),
  refund_id uuid check ((refund_id is not null) = (type = 'refunded')),
  created_at timestamptz not null,
  primary key (merchant_id, payment_id, sequence)
);

-- What exists was created, authorized and captured at once. The table is locked by now, so none is missed.
insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, created_at)
  select p.merchant_id, p.id, e.sequence, e.type, p.amount_minor, p.created_at
    from payments p, (values (1, 'created'), (2, 'authorized'), (3, 'captured')) as e (sequence, type);

create trigger payment_events_immutable before update or delete on payment_events
  for each row execute function refuse_change();
create trigger payment_events_not_truncated before truncate on payment_events
  for each statement execute function refuse_change();

create function refuse_event() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'restrict_violation', constraint = 'timeline_follows_payment',
    message = 'an event is only written by the change of the payment that it tells of';
end $$;

create trigger timeline_follows_payment before insert on payment_events
  for each row when (pg_trigger_depth() = 0) execute function refuse_event();

create function record_beginning() returns trigger language plpgsql as $$
begin
  if new.captured_minor > 0 then
    insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, created_at)
      values (new.merchant_id, new.id, 1, 'created', new.amount_minor, new.created_at),
             (new.merchant_id, new.id, 2, 'authorized', new.amount_minor, new.created_at),
             (new.merchant_id, new.id, 3, 'captured', new.captured_minor, new.created_at);
  else
    insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, created_at)
      values (new.merchant_id, new.id, 1, 'created', new.amount_minor, new.created_at),
             (new.merchant_id, new.id, 2, 'authorized', new.amount_minor, new.created_at);
  end if;
  return null;
end $$;

-- The number is free because whoever gets here holds the payment's row lock.
create function append_event(
  in_merchant_id uuid, in_payment_id uuid, in_type text, in_amount_minor bigint, in_refund_id uuid, in_created_at timestamptz
) returns void language sql as $$
  insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, refund_id, created_at)
    select in_merchant_id, in_payment_id, max(sequence) + 1, in_type, in_amount_minor, in_refund_id, in_created_at
      from payment_events e where e.merchant_id = in_merchant_id and e.payment_id = in_payment_id
$$;

create function record_settlement() returns trigger language plpgsql as $$
begin
  if new.status = 'succeeded' then
    perform append_event(new.merchant_id, new.id, 'captured', new.captured_minor, null, coalesce(new.changed_at, now()));
  else
    perform append_event(new.merchant_id, new.id, 'voided', new.amount_minor, null, coalesce(new.changed_at, now()));
  end if;
  return null;
end $$;

create function record_refund() returns trigger language plpgsql as $$
begin
  perform append_event(new.merchant_id, new.payment_id, 'refunded', new.amount_minor, new.id, new.created_at);
  return null;
end $$;

create trigger record_beginning after insert on payments
  for each row execute function record_beginning();
create trigger record_settlement after update on payments
  for each row when (new.status <> old.status) execute function record_settlement();
create trigger record_refund after insert on refunds
  for each row execute function record_refund();

-- Which change the answer belongs to, so that a request whose answer was lost on the way knows its own commit again.
alter table idempotency_keys add column change_id uuid;

-- Takes the key or tells why not:
--   claimed     nobody else can take it until this transaction has ended and is visible
--   replayed    the stored answer to the same request
--   key_reused  the key is known with another request hash
--   in_flight   another transaction holds the key and has not ended
create function claim_key(in_merchant_id uuid, in_key text, in_request_hash bytea)
returns table (outcome text, response_status smallint, response_body text, change_id uuid)
language plpgsql as $$
#variable_conflict use_column
declare
  known idempotency_keys%rowtype;
begin
  if not pg_try_advisory_xact_lock(hashtextextended(in_merchant_id::text || in_key, 0)) then
    return query select 'in_flight', null::smallint, null::text, null::uuid;
    return;
  end if;
  select * into known from idempotency_keys k where k.merchant_id = in_merchant_id and k.key = in_key;
  if not found then
    return query select 'claimed', null::smallint, null::text, null::uuid;
  elsif known.request_hash <> in_request_hash then
    return query select 'key_reused', null::smallint, null::text, null::uuid;
  else
    return query select 'replayed', known.response_status, known.response_body, known.change_id;
  end if;
end $$;

-- Locks the accounts in the order of their key, and opens those that don't exist yet. Before the inserts, because their
-- foreign keys would share-lock the same rows and every writer's lock would then have to be recorded as a multixact.
create function lock_accounts(in_merchant_id uuid, in_currency text, in_accounts text[]) returns void
language plpgsql as $$
declare
  accounts_locked bigint;
begin
  for attempt in 1..2 loop
    perform from ledger_accounts a
      where a.merchant_id = in_merchant_id and a.currency = in_currency and a.account = any (in_accounts)
      order by a.account for no key update;
    get diagnostics accounts_locked = row_count;
    exit when accounts_locked = cardinality(in_accounts);
    insert into ledger_accounts (merchant_id, currency, account)
      select in_merchant_id, in_currency, name from unnest(in_accounts) name order by name
      on conflict do nothing;
  end loop;
end $$;

-- As the function of 14 arguments, with a capture method, and with postings or none.
create function create_payment(
  in_merchant_id uuid, in_key text, in_request_hash bytea,
  in_payment_id uuid, in_status text, in_capture_method text, in_amount_minor bigint, in_currency text,
  in_description text, in_captured_minor bigint, in_created_at timestamptz, in_accounts text[], in_amounts_minor bigint[],
  in_response_status smallint, in_response_body text
) returns table (outcome text, response_status smallint, response_body text)
language plpgsql as $$
#variable_conflict use_column
declare
  claim record;
begin
  select * into claim from claim_key(in_merchant_id, in_key, in_request_hash);
  if claim.outcome <> 'claimed' then
    return query select claim.outcome, claim.response_status, claim.response_body;
    return;
  end if;
  if cardinality(in_accounts) > 0 then
    perform lock_accounts(in_merchant_id, in_currency, in_accounts);
  end if;
  insert into payments (merchant_id, id, status, capture_method, amount_minor, currency, description, captured_minor, idempotency_key, created_at)
    values (in_merchant_id, in_payment_id, in_status, in_capture_method, in_amount_minor, in_currency, in_description, in_captured_minor, in_key, in_created_at);
  insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at, change_id)
    values (in_merchant_id, in_key, in_request_hash, in_payment_id, in_response_status, in_response_body, in_created_at, in_payment_id);
  if cardinality(in_accounts) > 0 then
    insert into postings (merchant_id, payment_id, sequence, currency, account, amount_minor, created_at)
      select in_merchant_id, in_payment_id, p.sequence, in_currency, p.account, p.amount_minor, in_created_at
        from unnest(in_accounts, in_amounts_minor) with ordinality as p (account, amount_minor, sequence);
  end if;
  return query select 'created', in_response_status, in_response_body;
end $$;

-- The answers, byte for byte as the service renders the same things when they are read.
create function render_time(in_time timestamptz) returns text language sql stable as $$
  select to_char(in_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

create function render_payment(payment payments) returns text language sql stable as $$
  select format(
    '{"id":"pay_%s","status":"%s","captureMethod":"%s","amountMinor":%s,"currency":"%s","description":%s,"capturedMinor":%s,"refundedMinor":%s,"createdAt":"%s"}',
    replace(payment.id::text, '-', ''), payment.status, payment.capture_method, payment.amount_minor, payment.currency,
    coalesce(to_json(payment.description)::text, 'null'), payment.captured_minor, payment.refunded_minor,
    render_time(payment.created_at))
$$;

create function render_refund(refund refunds, currency text) returns text language sql stable as $$
  select format(
    '{"id":"re_%s","paymentId":"pay_%s","status":"%s","amountMinor":%s,"currency":"%s","reason":%s,"createdAt":"%s"}',
    replace(refund.id::text, '-', ''), replace(refund.payment_id::text, '-', ''), refund.status, refund.amount_minor,
    currency, coalesce(to_json(refund.reason)::text, 'null'), render_time(refund.created_at))
$$;

-- One round trip and one transaction for a capture, a void or a refund: the key with the answer, the payment, the
-- refund, the postings and balances, the timeline. What the caller must know to answer is known only here, under the
-- payment's lock, so the answer is rendered here. Outcomes beside those of claim_key; none of these uses up the key:
--   done              the change is made and its answer stored
--   not_found         the merchant has no such payment
--   state_invalid     payment_status is none of in_from
--   amount_too_large  more than available_minor, or nothing is left
--   too_many_refunds  there are as many as a payment may have
-- Locks are taken in the order key, payment, accounts, as by create_payment, whose payment nobody else can know.
create function change_payment(
  in_merchant_id uuid, in_key text, in_request_hash bytea, in_change_id uuid, in_payment_id uuid,
  in_change text, in_from text[], in_to text, in_amount_minor bigint, in_debit text, in_credit text, in_reason text,
  in_at timestamptz, in_response_status smallint
) returns table (
  outcome text, response_status smallint, response_body text, change_id uuid, payment_status text, available_minor bigint
)
language plpgsql as $$
#variable_conflict use_column
declare
  claim record;
  payment payments%rowtype;
  refund refunds%rowtype;
  available bigint;
  amount bigint;
  moment timestamptz;
  answer text;
begin
  select * into claim from claim_key(in_merchant_id, in_key, in_request_hash);
  if claim.outcome <> 'claimed' then
    return query select claim.outcome, claim.response_status, claim.response_body, claim.change_id, null::text, null::bigint;
    return;
  end if;

  select * into payment from payments p where p.merchant_id = in_merchant_id and p.id = in_payment_id for no key update;
  if not found then
    return query select 'not_found', null::smallint, null::text, null::uuid, null::text, null::bigint;
    return;
  end if;
  available := case in_change when 'refund' then payment.captured_minor - payment.refunded_minor else payment.amount_minor end;
  amount := coalesce(in_amount_minor, available);
  outcome := case
    when payment.status <> all (in_from) then 'state_invalid'
    when amount > available or available = 0 then 'amount_too_large'
    when in_change = 'refund' and 100 <=
      (select count(*) from refunds r where r.merchant_id = in_merchant_id and r.payment_id = in_payment_id) then 'too_many_refunds'
  end;
  if outcome is not null then
    return query select outcome, null::smallint, null::text, null::uuid, payment.status, available;
    return;
  end if;

  -- The clocks of two tasks may differ; the timeline never goes back.
  moment := greatest(in_at, payment.created_at, payment.changed_at);
  update payments p set
      status = in_to,
      captured_minor = p.captured_minor + case in_change when 'capture' then amount else 0 end,
      refunded_minor = p.refunded_minor + case in_change when 'refund' then amount else 0 end,
      changed_at = moment
    where p.merchant_id = in_merchant_id and p.id = in_payment_id
    returning * into payment;
  answer := render_payment(payment);
  if in_change = 'refund' then
    insert into refunds (merchant_id, id, payment_id, status, amount_minor, reason, idempotency_key, created_at)
      values (in_merchant_id, in_change_id, in_payment_id, 'succeeded', amount, in_reason, in_key, moment)
      returning * into refund;
    answer := render_refund(refund, payment.currency);
  end if;
  if in_debit is not null then
    perform lock_accounts(in_merchant_id, payment.currency, array[in_debit, in_credit]);
    insert into postings (merchant_id, payment_id, sequence, currency, account, amount_minor, created_at)
      select in_merchant_id, in_payment_id, coalesce(last.sequence, 0) + entry.sequence, payment.currency, entry.account,
             entry.amount_minor, moment
        from (select max(q.sequence) as sequence from postings q
                where q.merchant_id = in_merchant_id and q.payment_id = in_payment_id) last,
             (values (1, in_debit, amount), (2, in_credit, -amount)) as entry (sequence, account, amount_minor);
  end if;
  insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at, change_id)
    values (in_merchant_id, in_key, in_request_hash, in_payment_id, in_response_status, answer, in_at, in_change_id);
  return query select 'done', in_response_status, answer, in_change_id, payment.status, available;
end $$;

-- Down Migration
drop function change_payment;
drop function render_refund;
drop function render_payment;
drop function render_time;
drop function create_payment(uuid, text, bytea, uuid, text, text, bigint, text, text, bigint, timestamptz, text[], bigint[], smallint, text);
drop function lock_accounts;
drop function claim_key;
alter table idempotency_keys drop column change_id;
drop table payment_events;
drop table refunds;
drop trigger refunds_match_payment_changed on payments;
drop trigger refunds_match_payment_begun on payments;
drop trigger record_settlement on payments;
drop trigger record_beginning on payments;
drop trigger payment_transition on payments;
drop trigger payment_begins on payments;
drop trigger payments_capture_method_immutable on payments;
drop function record_refund;
drop function record_settlement;
drop function append_event;
drop function record_beginning;
drop function refuse_event;
drop function refund_matches_payment;
drop function refunded_payment_matches_refunds;
drop function check_refunds_match_payment;
drop function refuse_transition;
-- Fails while there are payments that only this release can represent.
alter table payments
  drop constraint payment_status_matches_amounts,
  drop constraint payment_status,
  add constraint payment_status check (status in ('succeeded')),
  drop column capture_method,
  drop column changed_at;
