-- Up Migration

-- All that is refunded of a payment counts, so that it can't be split.
create function refund_needs_approval(payment payments, in_amount_minor bigint) returns boolean language sql stable as $$
  select exists (
    select from approval_rules r
    where r.merchant_id = payment.merchant_id and r.kind = 'refund' and r.currency = payment.currency
      and payment.refunded_minor + in_amount_minor > r.above_minor)
$$;

-- As before, and: refunds at once may each have been judged before the others were made, so each is judged again here,
-- under the payment's lock, and gets the outcome
--   needs_approval    the key is not used up; to be judged anew
-- It is no error, which would roll back what the other items, of any merchant, ask for. The key is the one of
-- domain/approval.ts.
create or replace function begin_operations(in_items jsonb) returns table (
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
        when item.kind = 'refund' and item.key not like '§approval %' and refund_needs_approval(payment, amount) then 'needs_approval'
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

-- For any other writer. Repeating would not help, so it is none of the errors that are repeated.
create or replace function refuse_unapproved_refund() returns trigger language plpgsql as $$
begin
  if exists (
    select from payments p
    where p.merchant_id = new.merchant_id and p.id = new.payment_id and refund_needs_approval(p, new.amount_minor)
  ) then
    raise exception using errcode = 'restrict_violation', constraint = 'refund_needs_approval',
      message = 'a refund that needs consent was begun without';
  end if;
  return null;
end $$;

-- Down Migration
create or replace function refuse_unapproved_refund() returns trigger language plpgsql as $$
begin
  if exists (
    select from payments p
    join approval_rules r on r.merchant_id = p.merchant_id and r.kind = 'refund' and r.currency = p.currency
    where p.merchant_id = new.merchant_id and p.id = new.payment_id
      and p.refunded_minor + new.amount_minor > r.above_minor
  ) then
    raise exception using errcode = 'serialization_failure', constraint = 'refund_needs_approval',
      message = 'a refund that needs consent was begun without';
  end if;
  return null;
end $$;
create or replace function begin_operations(in_items jsonb) returns table (
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
drop function refund_needs_approval;
