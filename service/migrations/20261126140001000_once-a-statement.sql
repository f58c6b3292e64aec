-- Up Migration

-- What is written beside payments is written once a statement and no longer once a row, so that payments that come
-- together cost less. The rows are the same. The setting payment_system.contexts tells who asked for each payment of a
-- statement, by its id; where it says nothing, payment_system.context is for all.
create function audit_new_payments() returns trigger language plpgsql as $$
declare
  contexts jsonb := nullif(current_setting('payment_system.contexts', true), '');
  context text := nullif(current_setting('payment_system.context', true), '');
begin
  insert into audit_entries (merchant_id, action, subject_id, details, context)
    select p.merchant_id, 'payment.created', p.id,
        format('{"status":"%s","amountMinor":%s,"currency":"%s","capturedMinor":%s,"refundedMinor":%s}',
          p.status, p.amount_minor, p.currency, p.captured_minor, p.refunded_minor),
        coalesce(contexts ->> p.id::text, context)
      from inserted p;
  return null;
end $$;

create function audit_changed_payments() returns trigger language plpgsql as $$
declare
  contexts jsonb := nullif(current_setting('payment_system.contexts', true), '');
  context text := nullif(current_setting('payment_system.context', true), '');
begin
  insert into audit_entries (merchant_id, action, subject_id, details, context)
    select p.merchant_id, 'payment.changed', p.id,
        format('{"status":"%s","amountMinor":%s,"currency":"%s","capturedMinor":%s,"refundedMinor":%s}',
          p.status, p.amount_minor, p.currency, p.captured_minor, p.refunded_minor),
        coalesce(contexts ->> p.id::text, context)
      from changed p join replaced o on o.merchant_id = p.merchant_id and o.id = p.id
      where (o.status, o.captured_minor, o.refunded_minor) is distinct from (p.status, p.captured_minor, p.refunded_minor);
  return null;
end $$;

drop trigger audit_payment_created on payments;
drop trigger audit_payment_changed on payments;
create trigger audit_payment_created after insert on payments referencing new table as inserted
  for each statement execute function audit_new_payments();
create trigger audit_payment_changed after update on payments referencing old table as replaced new table as changed
  for each statement execute function audit_changed_payments();
drop function audit_payment;

create or replace function record_beginning() returns trigger language plpgsql as $$
begin
  insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, created_at)
    select p.merchant_id, p.id, e.sequence, e.type, p.amount_minor, p.created_at
      from inserted p
        cross join lateral (values (1, 'created', true), (2, 'authorized', p.status in ('requires_capture', 'succeeded')),
          (3, 'captured', p.captured_minor > 0)) as e (sequence, type, happened)
      where e.happened;
  return null;
end $$;

create or replace function record_settlement() returns trigger language plpgsql as $$
begin
  insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, created_at)
    select e.merchant_id, e.id,
        (select max(v.sequence) from payment_events v where v.merchant_id = e.merchant_id and v.payment_id = e.id)
          + row_number() over (partition by e.merchant_id, e.id order by e.step),
        e.type, e.amount_minor, e.moment
      from (
        select p.merchant_id, p.id, s.step, s.type, s.amount_minor, coalesce(p.changed_at, now()) as moment
          from changed p join replaced o on o.merchant_id = p.merchant_id and o.id = p.id
            cross join lateral (values
              (1, case when o.status = 'processing' and p.status in ('requires_capture', 'succeeded') then 'authorized' end,
                p.amount_minor),
              (2, case
                  when p.captured_minor > o.captured_minor then 'captured'
                  when p.cancellation_reason = 'expired' and p.status in ('canceled', 'succeeded') then 'expired'
                  when o.status = 'requires_capture' and p.status in ('canceled', 'succeeded') then 'voided'
                  when p.status = 'canceled' then 'canceled'
                  when p.status = 'requires_action' then 'action_required'
                  when o.status = 'processing' and p.status = 'requires_payment_method' then 'declined' end,
                case when p.captured_minor > o.captured_minor then p.captured_minor - o.captured_minor
                  else p.amount_minor - p.captured_minor end)
            ) as s (step, type, amount_minor)
          where (p.status <> o.status or p.captured_minor <> o.captured_minor) and s.type is not null
      ) e;
  return null;
end $$;

drop trigger record_beginning on payments;
drop trigger record_settlement on payments;
create trigger record_beginning after insert on payments referencing new table as inserted
  for each statement execute function record_beginning();
create trigger record_settlement after update on payments referencing old table as replaced new table as changed
  for each statement execute function record_settlement();

-- Of each event only what some endpoint wants to be told. Positions follow the timelines, as before.
create or replace function publish_payment_events() returns trigger language plpgsql as $$
begin
  with told as (
    insert into webhook_events (merchant_id, id, type, subject, payload, created_at)
      select i.merchant_id, s.id, s.type, s.subject,
          format('{"id":%s,"type":%s,"createdAt":"%s","data":%s}', to_json(s.id), to_json(s.type), render_time(i.created_at),
            format('{"amountMinor":%s,"refundId":%s,"payment":%s}', i.amount_minor,
              coalesce('"re_' || replace(i.refund_id::text, '-', '') || '"', 'null'), render_payment(p))),
          i.created_at
        from inserted i
          join payments p on p.merchant_id = i.merchant_id and p.id = i.payment_id
          cross join lateral (select replace(i.payment_id::text, '-', '') as hex) h
          cross join lateral (select format('evt_%s_%s', h.hex, i.sequence) as id, 'payment.' || i.type as type,
            'pay_' || h.hex as subject) s
        where exists (select from webhook_endpoints e where e.merchant_id = i.merchant_id and e.status = 'enabled'
          and (e.event_types = '{}' or 'payment.' || i.type = any (e.event_types)))
        order by i.merchant_id, i.payment_id, i.sequence
      returning merchant_id, position, type, subject)
  insert into webhook_deliveries (merchant_id, endpoint_id, event_position, subject)
    select t.merchant_id, e.id, t.position, t.subject
      from told t join webhook_endpoints e on e.merchant_id = t.merchant_id and e.status = 'enabled'
        and (e.event_types = '{}' or t.type = any (e.event_types));
  return null;
end $$;

-- Only a change of what was taken or given back can come to differ from the postings: those are checked as they are
-- inserted, and none can be there before the payment is.
drop trigger payment_matches_postings on payments;
create constraint trigger payment_matches_postings_begun
  after insert on payments deferrable initially deferred
  for each row when (new.captured_minor <> 0 or new.refunded_minor <> 0) execute function payment_matches_postings();
create constraint trigger payment_matches_postings
  after update on payments deferrable initially deferred
  for each row when ((old.captured_minor, old.refunded_minor) is distinct from (new.captured_minor, new.refunded_minor))
  execute function payment_matches_postings();

-- As before, with one look at all payments; those that don't match are looked at again, to say why.
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
  for touched in
    select t.merchant_id, t.payment_id
      from (select distinct merchant_id, payment_id from inserted) t
        left join payments p on p.merchant_id = t.merchant_id and p.id = t.payment_id
        cross join lateral (
          select sum(q.amount_minor) as sum_minor, bool_and(q.currency = p.currency) as is_in_currency,
              coalesce(sum(q.amount_minor) filter (where q.account = 'provider_clearing'), 0) as cleared_minor
            from postings q where q.merchant_id = t.merchant_id and q.payment_id = t.payment_id) s
      where (s.sum_minor = 0 and s.is_in_currency and s.cleared_minor = p.captured_minor - p.refunded_minor) is not true
  loop
    perform check_payment_matches_postings(touched.merchant_id, touched.payment_id);
  end loop;
  return null;
end $$;

-- Down Migration
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
drop trigger payment_matches_postings on payments;
drop trigger payment_matches_postings_begun on payments;
create constraint trigger payment_matches_postings
  after insert or update on payments deferrable initially deferred
  for each row execute function payment_matches_postings();
create or replace function publish_payment_events() returns trigger language plpgsql as $$
declare
  event record;
  payment payments%rowtype;
  hex text;
begin
  for event in
    select i.* from inserted i
      where exists (select from webhook_endpoints e where e.merchant_id = i.merchant_id and e.status = 'enabled')
      order by i.merchant_id, i.payment_id, i.sequence
  loop
    select * into payment from payments p where p.merchant_id = event.merchant_id and p.id = event.payment_id;
    hex := replace(event.payment_id::text, '-', '');
    perform publish_event(event.merchant_id, format('evt_%s_%s', hex, event.sequence), 'payment.' || event.type,
      'pay_' || hex, event.created_at,
      format('{"amountMinor":%s,"refundId":%s,"payment":%s}', event.amount_minor,
        coalesce('"re_' || replace(event.refund_id::text, '-', '') || '"', 'null'), render_payment(payment)));
  end loop;
  return null;
end $$;
drop trigger record_beginning on payments;
drop trigger record_settlement on payments;
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
create trigger record_beginning after insert on payments
  for each row execute function record_beginning();
create trigger record_settlement after update on payments
  for each row when (new.status <> old.status or new.captured_minor <> old.captured_minor)
  execute function record_settlement();
drop trigger audit_payment_created on payments;
drop trigger audit_payment_changed on payments;
drop function audit_new_payments;
drop function audit_changed_payments;
create function audit_payment() returns trigger language plpgsql as $$
begin
  perform record_audit(new.merchant_id, case tg_op when 'INSERT' then 'payment.created' else 'payment.changed' end, new.id,
    format('{"status":"%s","amountMinor":%s,"currency":"%s","capturedMinor":%s,"refundedMinor":%s}',
      new.status, new.amount_minor, new.currency, new.captured_minor, new.refunded_minor));
  return null;
end $$;
create trigger audit_payment_created after insert on payments for each row execute function audit_payment();
create trigger audit_payment_changed after update on payments
  for each row when (
    (old.status, old.captured_minor, old.refunded_minor) is distinct from (new.status, new.captured_minor, new.refunded_minor)
  )
  execute function audit_payment();
