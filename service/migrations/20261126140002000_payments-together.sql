-- Up Migration

-- Payments that begin together, and charges that are settled together, are written by one statement for each table
-- and no longer by one for each payment. What is written, and in which order locks are taken, stays the same.

-- Takes the keys of the items that create a payment and gives the numbers of those whose key nobody knows. What is left out
-- is looked at one by one: another transaction may hold the key, or an item before this one has it, too.
create function claim_new_payments(in_items jsonb) returns integer[] language plpgsql as $$
declare
  held integer[];
begin
  held := array(
    select i.n from jsonb_to_recordset(in_items) as i (n integer, merchant_id uuid, key text, new boolean)
      where i.new and i.key is not null
        and pg_try_advisory_xact_lock(hashtextextended(i.merchant_id::text || i.key, 0)));
  -- A statement of its own: it sees what the keys' last holders have committed.
  return array(
    select distinct on (i.merchant_id, i.key) i.n
      from jsonb_to_recordset(in_items) as i (n integer, merchant_id uuid, key text)
      where i.n = any (held)
        -- Each looked up by itself: the plan is kept, and one that was made for small tables would read big ones whole.
        and (select true from idempotency_keys k where k.merchant_id = i.merchant_id and k.key = i.key limit 1) is null
        and (select true from provider_operations o where o.merchant_id = i.merchant_id and o.idempotency_key = i.key limit 1) is null
      order by i.merchant_id, i.key, i.n);
end $$;

-- Makes payments.contexts what the items with these numbers have, by payment.
create function tell_contexts(in_items jsonb, in_numbers integer[]) returns void language plpgsql as $$
begin
  perform set_config('payment_system.contexts', (
    select coalesce(jsonb_object_agg(i.payment_id, i.context) filter (where i.context is not null), '{}')::text
      from jsonb_to_recordset(in_items) as i (n integer, payment_id uuid, context text) where i.n = any (in_numbers)), true);
end $$;

-- What begin_operations does for the items with these numbers, which create payments and whose keys are claimed.
create function create_payments(in_items jsonb, in_numbers integer[]) returns table (
  n integer, outcome text, response_status smallint, response_body text, payment_status text, available_minor bigint, operation json
)
language plpgsql as $$
#variable_conflict use_column
begin
  perform tell_contexts(in_items, in_numbers);
  return query
    with items as materialized (
      select * from jsonb_to_recordset(in_items) as i (
          n integer, merchant_id uuid, key text, request_hash text, operation_id uuid, payment_id uuid, kind text,
          amount_minor bigint, final boolean, reason text, at timestamptz, lease_ms integer, provider text,
          response_status smallint, payment_method text, status text, capture_method text, currency text, description text,
          statement_descriptor text, metadata text)
        where i.n = any (in_numbers)
    ), made as (
      insert into payments as p (merchant_id, id, status, capture_method, amount_minor, currency, description, captured_minor,
          idempotency_key, created_at, payment_method, statement_descriptor, metadata, provider)
        select i.merchant_id, i.payment_id, i.status, i.capture_method, i.amount_minor, i.currency, i.description, 0, i.key,
            i.at, i.payment_method, i.statement_descriptor, i.metadata::json, i.provider
          from items i order by i.merchant_id, i.payment_id
        returning p as payment
    ), begun as (
      insert into provider_operations as o (merchant_id, id, payment_id, kind, amount_minor, final, provider, leased_until,
          idempotency_key, request_hash, response_status, reason, created_at)
        select i.merchant_id, i.operation_id, i.payment_id, i.kind, i.amount_minor, i.final, i.provider,
            clock_timestamp() + i.lease_ms * interval '1 millisecond', i.key, decode(i.request_hash, 'hex'),
            i.response_status, i.reason, i.at
          from items i where i.status not in ('requires_payment_method', 'requires_confirmation')
        returning o as op
    ), answers as materialized (
      select i.*, render_payment(m.payment) as body
        from items i join made m on (m.payment).merchant_id = i.merchant_id and (m.payment).id = i.payment_id
        where i.status in ('requires_payment_method', 'requires_confirmation')
    ), answered as (
      insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at, change_id)
        select a.merchant_id, a.key, decode(a.request_hash, 'hex'), a.payment_id, a.response_status, a.body, a.at, a.operation_id
          from answers a
    )
    select i.n, 'begun', null::smallint, null::text, null::text, null::bigint, describe_operation(b.op, m.payment)
      from items i
        join begun b on (b.op).merchant_id = i.merchant_id and (b.op).id = i.operation_id
        join made m on (m.payment).merchant_id = i.merchant_id and (m.payment).id = i.payment_id
    union all
    select a.n, 'done', a.response_status, a.body, null, null, null from answers a;
  perform set_config('payment_system.contexts', '', true);
end $$;

-- As before, with new payments by create_payments.
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
  created integer[];
begin
  perform from payments p
    join jsonb_to_recordset(in_items) as i (merchant_id uuid, payment_id uuid, new boolean) using (merchant_id)
    where p.id = i.payment_id and not i.new
    order by p.merchant_id, p.id for no key update of p;
  created := claim_new_payments(in_items);
  if cardinality(created) > 0 then
    return query select * from create_payments(in_items, created);
  end if;
  for item in
    select * from jsonb_to_recordset(in_items) as i (
      n integer, merchant_id uuid, key text, request_hash text, operation_id uuid, payment_id uuid, kind text, new boolean,
      amount_minor bigint, final boolean, reason text, at timestamptz, lease_ms integer, provider text, response_status smallint,
      from_statuses jsonb, payment_method text, status text, capture_method text, currency text, description text,
      statement_descriptor text, metadata text, context text)
    where i.n <> all (created) order by i.n
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

-- What settle_operations does for the items with these numbers, each the first of a charge that is pending.
create function settle_charges(in_items jsonb, in_numbers integer[]) returns table (
  n integer, outcome text, response_status smallint, response_body text
)
language plpgsql as $$
#variable_conflict use_column
begin
  perform tell_contexts(in_items, in_numbers);
  return query
    with items as materialized (
      select i.*, o.idempotency_key, o.request_hash, o.response_status, o.created_at as begun_at
        from jsonb_to_recordset(in_items) as i (
          n integer, merchant_id uuid, operation_id uuid, payment_id uuid, outcome text, reference text, action_url text,
          authorized_until timestamptz, failure_code text, failure_message text, failure_body text, at timestamptz,
          debit text, credit text)
        join provider_operations o on o.merchant_id = i.merchant_id and o.id = i.operation_id
        where i.n = any (in_numbers)
    ), settled as (
      update payments p set
          status = case i.outcome
            when 'requires_action' then 'requires_action'
            when 'failed' then 'requires_payment_method'
            else case p.capture_method when 'automatic' then 'succeeded' else 'requires_capture' end end,
          captured_minor = case when i.outcome = 'succeeded' and p.capture_method = 'automatic' then p.amount_minor else 0 end,
          provider_reference = case when i.outcome <> 'failed' then i.reference end,
          action_url = i.action_url,
          authorized_until = case when i.outcome = 'succeeded' and p.capture_method = 'automatic' then null else i.authorized_until end,
          last_error_code = i.failure_code, last_error_message = i.failure_message,
          -- The clocks of two tasks may differ; the timeline never goes back.
          changed_at = greatest(i.at, p.created_at, p.changed_at)
        from items i where p.merchant_id = i.merchant_id and p.id = i.payment_id
        returning i.n, p as payment
    ), answers as materialized (
      select i.*, (s.payment).currency, (s.payment).captured_minor, (s.payment).changed_at as moment,
          case i.outcome when 'failed' then 402::smallint else i.response_status end as status,
          case i.outcome when 'failed' then i.failure_body else render_payment(s.payment) end as body
        from items i join settled s on s.n = i.n
    ), answered as (
      insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at, change_id)
        select a.merchant_id, a.idempotency_key, a.request_hash, a.payment_id, a.status, a.body, a.begun_at, a.operation_id
          from answers a where a.idempotency_key is not null
    ), ended as (
      update provider_operations o set status = a.outcome, failure_code = a.failure_code, settled_at = a.moment
        from answers a where o.merchant_id = a.merchant_id and o.id = a.operation_id
    ), posted as (
      -- Nothing was posted for the payment before: nothing was captured.
      insert into postings (merchant_id, payment_id, sequence, currency, account, amount_minor, created_at)
        select a.merchant_id, a.payment_id, e.sequence, a.currency, e.account, e.amount_minor, a.moment
          from answers a
            cross join lateral (values (1, a.debit, a.captured_minor), (2, a.credit, -a.captured_minor))
              as e (sequence, account, amount_minor)
          where a.captured_minor > 0
    )
    select a.n, 'done', a.status, a.body from answers a;
  perform set_config('payment_system.contexts', '', true);
end $$;

-- As before, with charges by settle_charges.
create or replace function settle_operations(in_items jsonb) returns table (
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
  charges integer[];
begin
  perform from payments p
    join jsonb_to_recordset(in_items) as i (merchant_id uuid, payment_id uuid) using (merchant_id)
    where p.id = i.payment_id
    order by p.merchant_id, p.id for no key update of p;
  -- The accounts of first payments, in the same order as they are locked in: two batches with first payments of the same
  -- merchants would otherwise each wait for what the other inserted.
  insert into ledger_accounts (merchant_id, currency, account)
    select distinct p.merchant_id, p.currency, name.account
      from jsonb_to_recordset(in_items) as i (merchant_id uuid, operation_id uuid, payment_id uuid, outcome text, debit text, credit text)
      join payments p on p.merchant_id = i.merchant_id and p.id = i.payment_id
      join provider_operations o on o.merchant_id = i.merchant_id and o.id = i.operation_id
      cross join lateral unnest(array[i.debit, i.credit]) as name (account)
      where o.status = 'pending' and i.outcome = 'succeeded'
        and (o.kind in ('capture', 'refund') or o.kind = 'charge' and p.capture_method = 'automatic')
        and not exists (select from ledger_accounts a
          where a.merchant_id = p.merchant_id and a.currency = p.currency and a.account = name.account)
      order by p.merchant_id, p.currency, name.account
    on conflict do nothing;
  perform from ledger_accounts a
    where (a.merchant_id, a.currency, a.account) in (
      select p.merchant_id, p.currency, unnest(array[i.debit, i.credit])
        from jsonb_to_recordset(in_items) as i (merchant_id uuid, payment_id uuid, debit text, credit text)
        join payments p on p.merchant_id = i.merchant_id and p.id = i.payment_id
        where i.debit is not null)
    order by a.merchant_id, a.currency, a.account for no key update;
  charges := array(
    select distinct on (o.merchant_id, o.id) i.n
      from jsonb_to_recordset(in_items) as i (n integer, merchant_id uuid, operation_id uuid)
      join provider_operations o on o.merchant_id = i.merchant_id and o.id = i.operation_id
      where o.status = 'pending' and o.kind = 'charge'
      order by o.merchant_id, o.id, i.n);
  if cardinality(charges) > 0 then
    return query select * from settle_charges(in_items, charges);
  end if;
  for item in
    select * from jsonb_to_recordset(in_items) as i (
      n integer, merchant_id uuid, operation_id uuid, payment_id uuid, outcome text, reference text, action_url text,
      authorized_until timestamptz, failure_code text, failure_message text, failure_body text, at timestamptz,
      debit text, credit text, context text)
    where i.n <> all (charges) order by i.n
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
    moves := item.outcome = 'succeeded' and op.kind in ('capture', 'refund');
    if item.outcome = 'succeeded' then
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

-- Down Migration
create or replace function settle_operations(in_items jsonb) returns table (
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
  -- The accounts of first payments, in the same order as they are locked in: two batches with first payments of the same
  -- merchants would otherwise each wait for what the other inserted.
  insert into ledger_accounts (merchant_id, currency, account)
    select distinct p.merchant_id, p.currency, name.account
      from jsonb_to_recordset(in_items) as i (merchant_id uuid, operation_id uuid, payment_id uuid, outcome text, debit text, credit text)
      join payments p on p.merchant_id = i.merchant_id and p.id = i.payment_id
      join provider_operations o on o.merchant_id = i.merchant_id and o.id = i.operation_id
      cross join lateral unnest(array[i.debit, i.credit]) as name (account)
      where o.status = 'pending' and i.outcome = 'succeeded'
        and (o.kind in ('capture', 'refund') or o.kind = 'charge' and p.capture_method = 'automatic')
        and not exists (select from ledger_accounts a
          where a.merchant_id = p.merchant_id and a.currency = p.currency and a.account = name.account)
      order by p.merchant_id, p.currency, name.account
    on conflict do nothing;
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
drop function settle_charges;
drop function create_payments;
drop function tell_contexts;
drop function claim_new_payments;
