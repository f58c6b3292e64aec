-- Up Migration

-- As before, and: all accounts that the items need exist and are locked before any item is looked at.
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
