-- Up Migration

-- Only adds: tasks of the release before go on creating payments that are captured or authorized at once, without a
-- provider. What a provider was asked for they leave alone (see claim_key and change_payment).
alter table payments
  add column payment_method text,
  add column statement_descriptor text,
  -- Text as it was sent, members in their order; jsonb would sort them.
  add column metadata json not null default '{}',
  -- Null for what was taken before there were providers.
  add column provider text,
  -- What the provider calls the payment; null until it was asked for it and did not refuse.
  add column provider_reference text,
  add column action_url text,
  add column authorized_until timestamptz,
  add column last_error_code text,
  add column last_error_message text,
  add column cancellation_reason text check (cancellation_reason in ('requested', 'expired')),
  drop constraint payment_status,
  add constraint payment_status check (status in (
    'requires_payment_method', 'requires_confirmation', 'requires_action', 'processing', 'requires_capture', 'succeeded', 'canceled')),
  drop constraint payment_status_matches_amounts,
  add constraint payment_status_matches_amounts check (
    case status
      when 'succeeded' then captured_minor > 0 and (capture_method = 'manual' or captured_minor = amount_minor)
      when 'requires_capture' then captured_minor < amount_minor and capture_method = 'manual'
      else captured_minor = 0
    end),
  add constraint payment_action check ((action_url is not null) = (status = 'requires_action'));
create index payments_authorized_until on payments (authorized_until) where status = 'requires_capture';

-- The same table as in domain/payment-transitions.ts.
drop trigger payment_begins on payments;
create trigger payment_begins after insert on payments
  for each row
  when (new.status not in ('requires_payment_method', 'requires_confirmation', 'processing')
    and (new.capture_method, new.status) not in (('automatic', 'succeeded'), ('manual', 'requires_capture')))
  execute function refuse_transition();
drop trigger payment_transition on payments;
create trigger payment_transition after update on payments
  for each row
  when (
    new.status <> old.status and (old.status, new.status) not in (
      ('requires_payment_method', 'processing'), ('requires_payment_method', 'canceled'),
      ('requires_confirmation', 'processing'), ('requires_confirmation', 'canceled'),
      ('requires_action', 'processing'), ('requires_action', 'canceled'),
      ('processing', 'requires_action'), ('processing', 'requires_payment_method'),
      ('processing', 'requires_capture'), ('processing', 'succeeded'),
      ('requires_capture', 'succeeded'), ('requires_capture', 'canceled'))
    -- Several captures, but none once the rest is released.
    or new.status = old.status and new.status <> 'requires_capture' and new.captured_minor <> old.captured_minor
    or new.status = 'succeeded' and new.captured_minor < new.amount_minor and old.status <> 'requires_capture'
      and old.status <> 'succeeded'
  )
  execute function refuse_transition();

alter table payment_events
  drop constraint payment_events_type_check,
  add constraint payment_events_type_check check (type in (
    'created', 'authorized', 'captured', 'voided', 'refunded', 'action_required', 'declined', 'expired', 'canceled'));

create or replace function record_beginning() returns trigger language plpgsql as $$
begin
  insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, created_at)
    select new.merchant_id, new.id, e.sequence, e.type, new.amount_minor, new.created_at
      from (values (1, 'created', true), (2, 'authorized', new.status in ('requires_capture', 'succeeded')),
                   (3, 'captured', new.captured_minor > 0)) as e (sequence, type, happened)
      where e.happened;
  return null;
end $$;

create or replace function record_settlement() returns trigger language plpgsql as $$
declare
  moment timestamptz := coalesce(new.changed_at, now());
  kind text;
begin
  if old.status = 'processing' and new.status in ('requires_capture', 'succeeded') then
    perform append_event(new.merchant_id, new.id, 'authorized', new.amount_minor, null, moment);
  end if;
  if new.captured_minor > old.captured_minor then
    perform append_event(new.merchant_id, new.id, 'captured', new.captured_minor - old.captured_minor, null, moment);
    return null;
  end if;
  kind := case
    when new.cancellation_reason = 'expired' and new.status in ('canceled', 'succeeded') then 'expired'
    when old.status = 'requires_capture' and new.status in ('canceled', 'succeeded') then 'voided'
    when new.status = 'canceled' then 'canceled'
    when new.status = 'requires_action' then 'action_required'
    when old.status = 'processing' and new.status = 'requires_payment_method' then 'declined'
  end;
  if kind is not null then
    perform append_event(new.merchant_id, new.id, kind, new.amount_minor - new.captured_minor, null, moment);
  end if;
  return null;
end $$;

drop trigger record_settlement on payments;
create trigger record_settlement after update on payments
  for each row when (new.status <> old.status or new.captured_minor <> old.captured_minor)
  execute function record_settlement();

-- One update an account however many postings: a batch of payments to one merchant changes its balances once.
create or replace function apply_postings() returns trigger language plpgsql as $$
declare
  total record;
  touched record;
begin
  -- In the order of the key, so that writers that share accounts wait for each other and never deadlock.
  for total in
    select merchant_id, currency, account, sum(amount_minor) as amount_minor
      from inserted group by merchant_id, currency, account order by merchant_id, currency, account
  loop
    update ledger_accounts a set balance_minor = a.balance_minor + total.amount_minor
      where a.merchant_id = total.merchant_id and a.currency = total.currency and a.account = total.account;
  end loop;
  for touched in select distinct merchant_id, payment_id from inserted loop
    perform check_payment_matches_postings(touched.merchant_id, touched.payment_id);
  end loop;
  return null;
end $$;

-- Beside a stored answer there is now that of a payment that was refused by its provider: 402.
alter table idempotency_keys
  drop constraint idempotency_keys_response_status_check,
  add constraint idempotency_keys_response_status_check check (response_status between 200 and 299 or response_status = 402);

-- What a provider is or was asked to do. Written before it is asked, and settled with what it answered; between the two
-- nothing is locked. The id is the idempotency key that the provider gets: it stays the same however often the provider
-- must be asked until its answer is known, and whatever is asked after a definite answer has an id of its own.
create table provider_operations (
  merchant_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  kind text not null check (kind in ('charge', 'capture', 'void', 'refund')),
  amount_minor bigint not null check (amount_minor > 0),
  -- A capture after which the rest is released.
  final boolean not null default true,
  provider text,
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'requires_action', 'failed')),
  -- Whoever works on it has until then; after that anyone may ask the provider again.
  leased_until timestamptz not null,
  attempts integer not null default 1,
  failure_code text,
  -- Of the merchant's request; null for what the service does by itself.
  idempotency_key text,
  request_hash bytea,
  response_status smallint not null,
  reason text,
  created_at timestamptz not null,
  settled_at timestamptz,
  primary key (merchant_id, id),
  foreign key (merchant_id, payment_id) references payments,
  constraint operation_settled check ((settled_at is null) = (status = 'pending'))
) with (fillfactor = 80);
create unique index provider_operations_key on provider_operations (merchant_id, idempotency_key) where idempotency_key is not null;
-- One at a time for a payment: what the next may do depends on what this one did.
create unique index provider_operations_pending on provider_operations (merchant_id, payment_id) where status = 'pending';
create index provider_operations_due on provider_operations (leased_until) where status = 'pending';

create trigger provider_operations_not_deleted before delete on provider_operations
  for each row execute function refuse_change();
create trigger provider_operations_not_truncated before truncate on provider_operations
  for each statement execute function refuse_change();
create trigger provider_operations_immutable before update on provider_operations
  for each row
  when (old.status <> 'pending'
    or (old.merchant_id, old.id, old.payment_id, old.kind, old.amount_minor, old.final, old.created_at)
      is distinct from (new.merchant_id, new.id, new.payment_id, new.kind, new.amount_minor, new.final, new.created_at))
  execute function refuse_change();

-- As before, and: a key that an operation has which is not settled is in flight. For tasks of the release before.
create or replace function claim_key(in_merchant_id uuid, in_key text, in_request_hash bytea)
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
    return query select
      case when exists (select from provider_operations o where o.merchant_id = in_merchant_id and o.idempotency_key = in_key)
        then 'in_flight' else 'claimed' end,
      null::smallint, null::text, null::uuid;
  elsif known.request_hash <> in_request_hash then
    return query select 'key_reused', null::smallint, null::text, null::uuid;
  else
    return query select 'replayed', known.response_status, known.response_body, known.change_id;
  end if;
end $$;

-- Tasks of the release before can't ask a provider, so they send their callers back until a new task answers.
alter function change_payment rename to change_payment_without_provider;
create function change_payment(
  in_merchant_id uuid, in_key text, in_request_hash bytea, in_change_id uuid, in_payment_id uuid,
  in_change text, in_from text[], in_to text, in_amount_minor bigint, in_debit text, in_credit text, in_reason text,
  in_at timestamptz, in_response_status smallint
) returns table (
  outcome text, response_status smallint, response_body text, change_id uuid, payment_status text, available_minor bigint
)
language plpgsql as $$
begin
  if exists (select from payments p where p.merchant_id = in_merchant_id and p.id = in_payment_id and p.provider is not null) then
    return query select 'in_flight', null::smallint, null::text, null::uuid, null::text, null::bigint;
  else
    return query select * from change_payment_without_provider(
      in_merchant_id, in_key, in_request_hash, in_change_id, in_payment_id, in_change, in_from, in_to, in_amount_minor,
      in_debit, in_credit, in_reason, in_at, in_response_status);
  end if;
end $$;

create or replace function render_payment(payment payments) returns text language sql stable as $$
  select format(
    '{"id":"pay_%s","status":"%s","captureMethod":"%s","amountMinor":%s,"currency":"%s","description":%s,"capturedMinor":%s,"refundedMinor":%s,"createdAt":"%s","paymentMethod":%s,"statementDescriptor":%s,"metadata":%s,"nextAction":%s,"lastError":%s,"authorizedUntil":%s}',
    replace(payment.id::text, '-', ''), payment.status, payment.capture_method, payment.amount_minor, payment.currency,
    coalesce(to_json(payment.description)::text, 'null'), payment.captured_minor, payment.refunded_minor,
    render_time(payment.created_at), coalesce(to_json(payment.payment_method)::text, 'null'),
    coalesce(to_json(payment.statement_descriptor)::text, 'null'), payment.metadata::text,
    case when payment.action_url is null then 'null'
      else format('{"type":"redirect_to_url","url":%s}', to_json(payment.action_url)) end,
    case when payment.last_error_code is null then 'null'
      else format('{"code":%s,"message":%s}', to_json(payment.last_error_code), to_json(payment.last_error_message)) end,
    coalesce('"' || render_time(payment.authorized_until) || '"', 'null'))
$$;

-- What a provider is told.
create function describe_operation(operation provider_operations, payment payments) returns json language sql stable as $$
  select json_build_object(
    'id', operation.id, 'merchantId', operation.merchant_id, 'paymentId', operation.payment_id, 'kind', operation.kind,
    'amountMinor', operation.amount_minor, 'currency', payment.currency, 'final', operation.final,
    'provider', operation.provider, 'reference', payment.provider_reference, 'paymentMethod', payment.payment_method,
    'captureMethod', payment.capture_method, 'description', payment.description,
    'statementDescriptor', payment.statement_descriptor, 'attempts', operation.attempts,
    'responseStatus', operation.response_status)
$$;

-- Begins what the items ask for, all in one transaction, and tells of each (n is its number) what became of it. The
-- provider is asked afterwards, by whoever gets `begun` or `resumed`; nobody else gets it before the lease has ended.
--   begun, resumed    operation tells what to ask the provider for; resumed if it may have been asked before
--   done              no provider was needed; the answer is stored
--   replayed, key_reused, in_flight    as of claim_key
--   busy              another operation of the payment is not settled
--   not_found, state_invalid, amount_too_large, too_many_refunds, payment_method_missing    the key is not used up
-- Locks are taken in the order keys, payments; a payment that an item creates nobody else can know.
create function begin_operations(in_items jsonb) returns table (
  n integer, outcome text, response_status smallint, response_body text, payment_status text, available_minor bigint, operation json
)
language plpgsql as $$
#variable_conflict use_column
declare
  item record;
  known idempotency_keys%rowtype;
  op provider_operations%rowtype;
  payment payments%rowtype;
  available bigint;
  amount bigint;
  moment timestamptz;
begin
  perform from payments p
    join jsonb_to_recordset(in_items) as i (merchant_id uuid, payment_id uuid, new boolean) using (merchant_id)
    where p.id = i.payment_id and not i.new
    order by p.merchant_id, p.id for no key update of p;
  for item in
    select * from jsonb_to_recordset(in_items) as i (
      n integer, merchant_id uuid, key text, request_hash text, operation_id uuid, payment_id uuid, kind text, new boolean,
      amount_minor bigint, final boolean, reason text, at timestamptz, lease_ms integer, provider text, response_status smallint,
      from_statuses jsonb, payment_method text, status text, capture_method text, currency text, description text,
      statement_descriptor text, metadata text, context text) order by i.n
  loop
    -- For the audit log: who asked for this item.
    perform set_config('payment_system.context', coalesce(item.context, ''), true);
    n := item.n; outcome := null; response_status := null; response_body := null; payment_status := null;
    available_minor := null; operation := null;
    if item.key is not null then
      if not pg_try_advisory_xact_lock(hashtextextended(item.merchant_id::text || item.key, 0)) then
        outcome := 'in_flight'; return next; continue;
      end if;
      select * into known from idempotency_keys k where k.merchant_id = item.merchant_id and k.key = item.key;
      if found then
        outcome := case
          when known.request_hash <> decode(item.request_hash, 'hex') then 'key_reused'
          -- The request's own: its answer was lost on the way and it asks again.
          when known.change_id = item.operation_id then 'done'
          else 'replayed' end;
        if outcome <> 'key_reused' then
          response_status := known.response_status; response_body := known.response_body;
        end if;
        return next; continue;
      end if;
      select * into op from provider_operations o where o.merchant_id = item.merchant_id and o.idempotency_key = item.key;
      if found then
        if op.request_hash <> decode(item.request_hash, 'hex') then
          outcome := 'key_reused';
        elsif op.id = item.operation_id then
          select * into payment from payments p where p.merchant_id = op.merchant_id and p.id = op.payment_id;
          outcome := 'begun'; operation := describe_operation(op, payment);
        elsif op.leased_until > clock_timestamp() then
          outcome := 'in_flight';
        else
          update provider_operations o set attempts = o.attempts + 1,
              leased_until = clock_timestamp() + item.lease_ms * interval '1 millisecond'
            where o.merchant_id = op.merchant_id and o.id = op.id returning * into op;
          select * into payment from payments p where p.merchant_id = op.merchant_id and p.id = op.payment_id;
          outcome := 'resumed'; operation := describe_operation(op, payment);
        end if;
        return next; continue;
      end if;
    end if;

    if item.new then
      insert into payments (merchant_id, id, status, capture_method, amount_minor, currency, description, captured_minor,
          idempotency_key, created_at, payment_method, statement_descriptor, metadata, provider)
        values (item.merchant_id, item.payment_id, item.status, item.capture_method, item.amount_minor, item.currency,
          item.description, 0, item.key, item.at, item.payment_method, item.statement_descriptor, item.metadata::json, item.provider)
        returning * into payment;
      amount := item.amount_minor;
    else
      select * into payment from payments p where p.merchant_id = item.merchant_id and p.id = item.payment_id;
      if not found then
        outcome := 'not_found'; return next; continue;
      end if;
      available := case item.kind
        when 'refund' then payment.captured_minor - payment.refunded_minor else payment.amount_minor - payment.captured_minor end;
      amount := coalesce(item.amount_minor, available);
      outcome := case
        when exists (select from provider_operations o
          where o.merchant_id = item.merchant_id and o.payment_id = item.payment_id and o.status = 'pending') then 'busy'
        when not item.from_statuses ? payment.status then 'state_invalid'
        when amount > available or available = 0 then 'amount_too_large'
        when item.kind = 'refund' and 100 <= (select count(*) from refunds r
          where r.merchant_id = item.merchant_id and r.payment_id = item.payment_id) then 'too_many_refunds'
        when item.kind = 'charge' and coalesce(item.payment_method, payment.payment_method) is null then 'payment_method_missing'
      end;
      if outcome is not null then
        payment_status := payment.status; available_minor := available;
        return next; continue;
      end if;
      moment := greatest(item.at, payment.created_at, payment.changed_at);
      if item.kind = 'charge' then
        update payments p set status = 'processing', payment_method = coalesce(item.payment_method, p.payment_method),
            provider = item.provider, action_url = null, last_error_code = null, last_error_message = null, changed_at = moment,
            -- Another method is another payment to the provider.
            provider_reference = case when p.status = 'requires_action' and item.payment_method is null then p.provider_reference end
          where p.merchant_id = item.merchant_id and p.id = item.payment_id returning * into payment;
      elsif item.kind = 'void' and payment.status in ('requires_payment_method', 'requires_confirmation') then
        update payments p set status = 'canceled', cancellation_reason = coalesce(item.reason, 'requested'), changed_at = moment
          where p.merchant_id = item.merchant_id and p.id = item.payment_id returning * into payment;
      end if;
    end if;

    if payment.status in ('requires_payment_method', 'requires_confirmation', 'canceled') then
      outcome := 'done'; response_status := item.response_status; response_body := render_payment(payment);
      insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at, change_id)
        values (item.merchant_id, item.key, decode(item.request_hash, 'hex'), item.payment_id, item.response_status, response_body,
          item.at, item.operation_id);
    else
      insert into provider_operations (merchant_id, id, payment_id, kind, amount_minor, final, provider, leased_until,
          idempotency_key, request_hash, response_status, reason, created_at)
        values (item.merchant_id, item.operation_id, item.payment_id, item.kind, amount, item.final, payment.provider,
          clock_timestamp() + item.lease_ms * interval '1 millisecond', item.key, decode(item.request_hash, 'hex'),
          item.response_status, item.reason, item.at)
        returning * into op;
      outcome := 'begun'; operation := describe_operation(op, payment);
    end if;
    return next;
  end loop;
end $$;

-- Settles operations with what their provider answered: `succeeded`, `requires_action`, or `failed` for good. Each at
-- most once: whoever comes later gets the answer that was stored then, as `replayed`.
create function settle_operations(in_items jsonb) returns table (
  n integer, outcome text, response_status smallint, response_body text
)
language plpgsql as $$
#variable_conflict use_column
declare
  item record;
  op provider_operations%rowtype;
  payment payments%rowtype;
  refund refunds%rowtype;
  moment timestamptz;
  moves boolean;
  last_sequence smallint;
  posted postings[] := '{}';
begin
  perform from payments p
    join jsonb_to_recordset(in_items) as i (merchant_id uuid, payment_id uuid) using (merchant_id)
    where p.id = i.payment_id
    order by p.merchant_id, p.id for no key update of p;
  perform from ledger_accounts a
    where (a.merchant_id, a.currency, a.account) in (
      select p.merchant_id, p.currency, unnest(array[i.debit, i.credit])
        from jsonb_to_recordset(in_items) as i (merchant_id uuid, payment_id uuid, debit text, credit text)
        join payments p on p.merchant_id = i.merchant_id and p.id = i.payment_id
        where i.debit is not null)
    order by a.merchant_id, a.currency, a.account for no key update;
  for item in
    select * from jsonb_to_recordset(in_items) as i (
      n integer, merchant_id uuid, operation_id uuid, payment_id uuid, outcome text, reference text, action_url text,
      authorized_until timestamptz, failure_code text, failure_message text, failure_body text, at timestamptz,
      debit text, credit text, context text) order by i.n
  loop
    perform set_config('payment_system.context', coalesce(item.context, ''), true);
    n := item.n;
    select * into op from provider_operations o where o.merchant_id = item.merchant_id and o.id = item.operation_id;
    if op.status <> 'pending' then
      outcome := 'replayed';
      select k.response_status, k.response_body into response_status, response_body
        from idempotency_keys k where k.merchant_id = item.merchant_id and k.key = op.idempotency_key;
      return next; continue;
    end if;
    select * into payment from payments p where p.merchant_id = item.merchant_id and p.id = item.payment_id;
    -- The clocks of two tasks may differ; the timeline never goes back.
    moment := greatest(item.at, payment.created_at, payment.changed_at);
    moves := item.outcome = 'succeeded'
      and (op.kind in ('capture', 'refund') or op.kind = 'charge' and payment.capture_method = 'automatic');
    if op.kind = 'charge' then
      update payments p set
          status = case item.outcome
            when 'requires_action' then 'requires_action'
            when 'failed' then 'requires_payment_method'
            else case p.capture_method when 'automatic' then 'succeeded' else 'requires_capture' end end,
          captured_minor = case when moves then p.amount_minor else 0 end,
          provider_reference = case when item.outcome <> 'failed' then item.reference end,
          action_url = item.action_url, authorized_until = case when not moves then item.authorized_until end,
          last_error_code = item.failure_code, last_error_message = item.failure_message, changed_at = moment
        where p.merchant_id = item.merchant_id and p.id = item.payment_id returning * into payment;
    elsif item.outcome = 'succeeded' then
      update payments p set
          captured_minor = p.captured_minor + case op.kind when 'capture' then op.amount_minor else 0 end,
          refunded_minor = p.refunded_minor + case op.kind when 'refund' then op.amount_minor else 0 end,
          status = case
            when op.kind = 'capture' and (op.final or p.captured_minor + op.amount_minor = p.amount_minor) then 'succeeded'
            when op.kind = 'void' then case when p.captured_minor > 0 then 'succeeded' else 'canceled' end
            else p.status end,
          action_url = case op.kind when 'void' then null else p.action_url end,
          cancellation_reason = case op.kind when 'void' then coalesce(op.reason, 'requested') else p.cancellation_reason end,
          changed_at = moment
        where p.merchant_id = item.merchant_id and p.id = item.payment_id returning * into payment;
    end if;
    response_status := op.response_status;
    response_body := render_payment(payment);
    if item.outcome = 'failed' then
      response_status := 402; response_body := item.failure_body;
    elsif op.kind = 'refund' then
      insert into refunds (merchant_id, id, payment_id, status, amount_minor, reason, idempotency_key, created_at)
        values (op.merchant_id, op.id, op.payment_id, 'succeeded', op.amount_minor, op.reason, op.idempotency_key, moment)
        returning * into refund;
      response_body := render_refund(refund, payment.currency);
    end if;
    if moves then
      perform lock_accounts(op.merchant_id, payment.currency, array[item.debit, item.credit]);
      last_sequence := coalesce((select max(q.sequence) from postings q
        where q.merchant_id = op.merchant_id and q.payment_id = op.payment_id), 0);
      posted := posted
        || row(op.merchant_id, op.payment_id, last_sequence + 1, payment.currency, item.debit, op.amount_minor, moment)::postings
        || row(op.merchant_id, op.payment_id, last_sequence + 2, payment.currency, item.credit, -op.amount_minor, moment)::postings;
    end if;
    if op.idempotency_key is not null then
      insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at, change_id)
        values (op.merchant_id, op.idempotency_key, op.request_hash, op.payment_id, response_status, response_body, op.created_at, op.id);
    end if;
    update provider_operations o set status = item.outcome, failure_code = item.failure_code, settled_at = moment
      where o.merchant_id = op.merchant_id and o.id = op.id;
    outcome := 'done';
    return next;
  end loop;
  if cardinality(posted) > 0 then
    insert into postings (merchant_id, payment_id, sequence, currency, account, amount_minor, created_at)
      select p.merchant_id, p.payment_id, p.sequence, p.currency, p.account, p.amount_minor, p.created_at from unnest(posted) p;
  end if;
end $$;

-- Operations that nobody works on any longer, for whoever calls; two callers never get the same one.
create function take_over_operations(in_older_than_ms integer, in_lease_ms integer, in_limit integer) returns setof json
language sql as $$
  with taken as (
    update provider_operations o set attempts = o.attempts + 1,
        leased_until = clock_timestamp() + in_lease_ms * interval '1 millisecond'
      from (select merchant_id, id from provider_operations
              where status = 'pending' and leased_until < clock_timestamp()
                and created_at < clock_timestamp() - in_older_than_ms * interval '1 millisecond'
              order by leased_until limit in_limit for update skip locked) due
      where o.merchant_id = due.merchant_id and o.id = due.id
      returning o.*)
  select describe_operation(t::provider_operations, p) from taken t
    join payments p on p.merchant_id = t.merchant_id and p.id = t.payment_id
$$;

-- Begins to void what is authorized and past its time; whoever takes over operations next asks the provider.
create function expire_authorizations(in_limit integer) returns integer language sql as $$
  with due as (
    select p.merchant_id, p.id, p.amount_minor - p.captured_minor as amount_minor, p.provider, p.authorized_until
      from payments p
      where p.status = 'requires_capture' and p.authorized_until < now()
        and not exists (select from provider_operations o
          where o.merchant_id = p.merchant_id and o.payment_id = p.id and o.status = 'pending')
      order by p.authorized_until limit in_limit for no key update skip locked
  ), begun as (
    insert into provider_operations (merchant_id, id, payment_id, kind, amount_minor, provider, leased_until, response_status, reason, created_at)
      select d.merchant_id, gen_random_uuid(), d.id, 'void', d.amount_minor, d.provider, now(), 200, 'expired', d.authorized_until from due d
      returning 1)
  select count(*)::int from begun
$$;

-- Down Migration
drop function expire_authorizations;
drop function take_over_operations;
drop function settle_operations;
drop function begin_operations;
drop function describe_operation;
drop function change_payment;
alter function change_payment_without_provider rename to change_payment;
create or replace function claim_key(in_merchant_id uuid, in_key text, in_request_hash bytea)
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
drop table provider_operations;
create or replace function render_payment(payment payments) returns text language sql stable as $$
  select format(
    '{"id":"pay_%s","status":"%s","captureMethod":"%s","amountMinor":%s,"currency":"%s","description":%s,"capturedMinor":%s,"refundedMinor":%s,"createdAt":"%s"}',
    replace(payment.id::text, '-', ''), payment.status, payment.capture_method, payment.amount_minor, payment.currency,
    coalesce(to_json(payment.description)::text, 'null'), payment.captured_minor, payment.refunded_minor,
    render_time(payment.created_at))
$$;
drop trigger record_settlement on payments;
create or replace function record_settlement() returns trigger language plpgsql as $$
begin
  if new.status = 'succeeded' then
    perform append_event(new.merchant_id, new.id, 'captured', new.captured_minor, null, coalesce(new.changed_at, now()));
  else
    perform append_event(new.merchant_id, new.id, 'voided', new.amount_minor, null, coalesce(new.changed_at, now()));
  end if;
  return null;
end $$;
create trigger record_settlement after update on payments
  for each row when (new.status <> old.status) execute function record_settlement();
create or replace function apply_postings() returns trigger language plpgsql as $$
declare
  posting record;
  checked_payment_id uuid;
begin
  for posting in select * from inserted order by merchant_id, currency, account, payment_id loop
    update ledger_accounts a set balance_minor = a.balance_minor + posting.amount_minor
      where a.merchant_id = posting.merchant_id and a.currency = posting.currency and a.account = posting.account;
    if checked_payment_id is distinct from posting.payment_id then
      perform check_payment_matches_postings(posting.merchant_id, posting.payment_id);
      checked_payment_id := posting.payment_id;
    end if;
  end loop;
  return null;
end $$;
drop trigger payment_transition on payments;
create trigger payment_transition after update on payments
  for each row
  when (
    new.status <> old.status
      and (old.status, new.status) not in (('requires_capture', 'succeeded'), ('requires_capture', 'canceled'))
    or new.status = old.status and new.captured_minor <> old.captured_minor
  )
  execute function refuse_transition();
drop trigger payment_begins on payments;
create trigger payment_begins after insert on payments
  for each row
  when ((new.capture_method, new.status) not in (('automatic', 'succeeded'), ('manual', 'requires_capture')))
  execute function refuse_transition();
-- These fail while there are payments, answers or events that only this release can represent.
alter table payment_events
  drop constraint payment_events_type_check,
  add constraint payment_events_type_check check (type in ('created', 'authorized', 'captured', 'voided', 'refunded'));
alter table idempotency_keys
  drop constraint idempotency_keys_response_status_check,
  add constraint idempotency_keys_response_status_check check (response_status between 200 and 299);
drop index payments_authorized_until;
alter table payments
  drop constraint payment_action,
  drop constraint payment_status_matches_amounts,
  add constraint payment_status_matches_amounts check (
    case status
      when 'succeeded' then captured_minor > 0 and (capture_method = 'manual' or captured_minor = amount_minor)
      else captured_minor = 0 and capture_method = 'manual'
    end),
  drop constraint payment_status,
  add constraint payment_status check (status in ('requires_capture', 'succeeded', 'canceled')),
  drop column payment_method,
  drop column statement_descriptor,
  drop column metadata,
  drop column provider,
  drop column provider_reference,
  drop column action_url,
  drop column authorized_until,
  drop column last_error_code,
  drop column last_error_message,
  drop column cancellation_reason;
-- record_beginning stays as it is: for what the release before writes it does the same.
