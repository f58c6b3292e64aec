-- Up Migration

-- Keys of writes that are not about a payment are kept beside those that are, so that a key stands for one request only.
alter table idempotency_keys alter column payment_id drop not null;

insert into ledger_transfer_kinds (kind, debit_account, credit_account) values
  ('payout', 'merchant_available', 'payouts'),
  ('payout_paid', 'payouts', 'provider_clearing'),
  ('payout_returned', 'payouts', 'merchant_available')
  on conflict do nothing;

create table payouts (
  merchant_id uuid not null references merchants,
  id uuid not null,
  -- pending: its amount is held. in_transit: the bank is or may have been asked. The other three are final.
  status text not null constraint payout_status check (status in ('pending', 'in_transit', 'paid', 'failed', 'canceled')),
  amount_minor bigint not null constraint payout_amount check (amount_minor between 1 and 99999999999),
  currency text not null,
  description text,
  failure_code text,
  -- Holds the amount until the payout is sent or canceled.
  transfer_id uuid not null,
  -- Moves it at the end.
  end_transfer_id uuid not null,
  idempotency_key text not null,
  created_at timestamptz not null,
  changed_at timestamptz,
  -- From when on a task may send it, or ask the bank again.
  due_at timestamptz not null,
  attempts integer not null default 0,
  primary key (merchant_id, id),
  unique (merchant_id, transfer_id),
  constraint payout_failure check ((failure_code is not null) = (status = 'failed')),
  foreign key (merchant_id, transfer_id) references ledger_transfers deferrable initially deferred
) with (fillfactor = 80);
create index payouts_due on payouts (due_at) where status in ('pending', 'in_transit');

create trigger payouts_not_deleted before delete on payouts
  for each row execute function refuse_change();
create trigger payouts_not_truncated before truncate on payouts
  for each statement execute function refuse_change();
create trigger payouts_terms_immutable before update on payouts
  for each row
  when (
    (old.merchant_id, old.id, old.amount_minor, old.currency, old.description, old.transfer_id, old.end_transfer_id,
      old.idempotency_key, old.created_at)
      is distinct from
    (new.merchant_id, new.id, new.amount_minor, new.currency, new.description, new.transfer_id, new.end_transfer_id,
      new.idempotency_key, new.created_at)
  )
  execute function refuse_change();

create function refuse_payout_transition() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'restrict_violation', constraint = 'payout_transition',
    message = format('payout %s may not become %s', new.id, new.status);
end $$;
create trigger payout_begins after insert on payouts
  for each row when (new.status <> 'pending') execute function refuse_payout_transition();
create trigger payout_transition after update on payouts
  for each row
  when (new.status <> old.status and (old.status, new.status) not in (
    ('pending', 'in_transit'), ('pending', 'canceled'), ('in_transit', 'paid'), ('in_transit', 'failed')))
  execute function refuse_payout_transition();

-- What a payout says happened is what its transfers did.
create function check_payout(in_merchant_id uuid, in_id uuid) returns void language plpgsql as $$
declare
  payout payouts%rowtype;
  held record;
  ending text;
begin
  select * into payout from payouts p where p.merchant_id = in_merchant_id and p.id = in_id;
  if not found then
    raise exception using errcode = 'foreign_key_violation', constraint = 'transfer_of_payout', message = format('there is no payout %s', in_id);
  end if;
  select t.kind, t.currency, t.amount_minor, t.pending, t.subject_id, r.outcome into held
    from ledger_transfers t left join ledger_resolutions r on r.merchant_id = t.merchant_id and r.transfer_id = t.id
    where t.merchant_id = in_merchant_id and t.id = payout.transfer_id;
  -- All that this payout ever moved at its end.
  select string_agg(t.kind || ' ' || t.amount_minor || ' ' || t.currency, ',') into ending
    from ledger_transfers t
    where t.merchant_id = in_merchant_id and t.subject_id = in_id and t.id <> payout.transfer_id;
  if (held.kind, held.currency, held.amount_minor, held.pending, held.subject_id) is distinct from
       ('payout', payout.currency, payout.amount_minor, true, payout.id)
     or held.outcome is distinct from
       (case payout.status when 'pending' then null when 'canceled' then 'voided' else 'posted' end)
     or ending is distinct from
       (case payout.status when 'paid' then 'payout_paid ' || payout.amount_minor || ' ' || payout.currency
         when 'failed' then 'payout_returned ' || payout.amount_minor || ' ' || payout.currency end) then
    raise exception using errcode = 'check_violation', constraint = 'payout_matches_transfers',
      message = format('payout %s is %s, but its transfers say something else', in_id, payout.status);
  end if;
end $$;

create function payout_matches_transfers() returns trigger language plpgsql as $$
begin
  perform check_payout(new.merchant_id, new.id);
  return null;
end $$;
create constraint trigger payout_matches_transfers after insert or update on payouts deferrable initially deferred
  for each row execute function payout_matches_transfers();

create function transfer_matches_payout() returns trigger language plpgsql as $$
begin
  perform check_payout(new.merchant_id, new.subject_id);
  return null;
end $$;
create constraint trigger transfer_matches_payout after insert on ledger_transfers deferrable initially deferred
  for each row when (new.kind in ('payout', 'payout_paid', 'payout_returned')) execute function transfer_matches_payout();

create function resolution_matches_payout() returns trigger language plpgsql as $$
begin
  perform check_payout(p.merchant_id, p.id) from payouts p where p.merchant_id = new.merchant_id and p.transfer_id = new.transfer_id;
  return null;
end $$;
create constraint trigger resolution_matches_payout after insert on ledger_resolutions deferrable initially deferred
  for each row execute function resolution_matches_payout();

-- Never more than is available, whoever writes. After apply_transfer, by its name.
create function payout_is_covered() returns trigger language plpgsql as $$
begin
  if (select a.balance_minor + a.pending_debit_minor from ledger_accounts a
      where a.merchant_id = new.merchant_id and a.currency = new.currency and a.account = 'merchant_available') > 0 then
    raise exception using errcode = 'check_violation', constraint = 'payout_is_covered',
      message = format('a payout of %s %s is more than is available', new.amount_minor, new.currency);
  end if;
  return null;
end $$;
create trigger payout_is_covered after insert on ledger_transfers
  for each row when (new.kind = 'payout') execute function payout_is_covered();

create trigger audit_payouts after insert or update on payouts
  for each row execute function audit_row('payout', 'idempotency_key', 'due_at', 'attempts', 'transfer_id', 'end_transfer_id');

create function render_payout(payout payouts) returns text language sql stable as $$
  select format(
    '{"id":"po_%s","status":"%s","amountMinor":%s,"currency":"%s","description":%s,"failureCode":%s,"createdAt":"%s"}',
    replace(payout.id::text, '-', ''), payout.status, payout.amount_minor, payout.currency,
    coalesce(to_json(payout.description)::text, 'null'), coalesce(to_json(payout.failure_code)::text, 'null'),
    render_time(payout.created_at))
$$;

-- Holds the amount, or all that is available, and stores the answer. Outcomes beside those of claim_key:
--   done              the payout is pending
--   amount_too_large  more than available_minor, or nothing is available
create function create_payout(
  in_merchant_id uuid, in_key text, in_request_hash bytea, in_payout_id uuid, in_transfer_id uuid, in_end_transfer_id uuid,
  in_currency text, in_amount_minor bigint, in_description text, in_at timestamptz, in_due_at timestamptz, in_response_status smallint
) returns table (outcome text, response_status smallint, response_body text, change_id uuid, available_minor bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  claim record;
  payout payouts%rowtype;
  available bigint;
  answer text;
begin
  select * into claim from claim_key(in_merchant_id, in_key, in_request_hash);
  if claim.outcome <> 'claimed' then
    return query select claim.outcome, claim.response_status, claim.response_body, claim.change_id, null::bigint;
    return;
  end if;
  perform lock_accounts(in_merchant_id, in_currency, array['merchant_available', 'payouts']);
  select greatest(0, -a.balance_minor - a.pending_debit_minor) into available from ledger_accounts a
    where a.merchant_id = in_merchant_id and a.currency = in_currency and a.account = 'merchant_available';
  if available = 0 or in_amount_minor > available then
    return query select 'amount_too_large', null::smallint, null::text, null::uuid, available;
    return;
  end if;
  insert into payouts (merchant_id, id, status, amount_minor, currency, description, transfer_id, end_transfer_id, idempotency_key, created_at, due_at)
    values (in_merchant_id, in_payout_id, 'pending', coalesce(in_amount_minor, least(available, 99999999999)), in_currency,
      in_description, in_transfer_id, in_end_transfer_id, in_key, in_at, in_due_at)
    returning * into payout;
  perform post_transfer(in_merchant_id, in_transfer_id, 'payout', in_currency, payout.amount_minor, true, in_payout_id, in_at);
  answer := render_payout(payout);
  insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at, change_id)
    values (in_merchant_id, in_key, in_request_hash, null, in_response_status, answer, in_at, in_payout_id);
  return query select 'done', in_response_status, answer, in_payout_id, available;
end $$;

-- Gives the status that the payout has afterwards; null if there is none. Only a pending one is canceled.
create function cancel_payout(in_merchant_id uuid, in_payout_id uuid, in_at timestamptz) returns text language plpgsql as $$
declare
  payout payouts%rowtype;
begin
  select * into payout from payouts p where p.merchant_id = in_merchant_id and p.id = in_payout_id for no key update;
  if not found or payout.status <> 'pending' then
    return payout.status;
  end if;
  update payouts p set status = 'canceled', changed_at = in_at where p.merchant_id = in_merchant_id and p.id = in_payout_id;
  perform resolve_transfer(in_merchant_id, payout.transfer_id, 'voided', in_at);
  return 'canceled';
end $$;

-- Takes payouts that are due, for in_lease_ms: nobody else gets them before. What was pending is in transit from here on, so
-- that it can't be canceled while the bank is asked.
create function take_payouts(in_at timestamptz, in_lease_ms integer, in_limit integer) returns setof payouts
language plpgsql as $$
declare
  payout payouts%rowtype;
begin
  for payout in
    -- In one order of accounts, so that two tasks never wait for each other's.
    select due.* from (
      select * from payouts p where p.status in ('pending', 'in_transit') and p.due_at <= in_at
        order by p.due_at limit in_limit for no key update skip locked
    ) due order by due.merchant_id, due.currency, due.id
  loop
    if payout.status = 'pending' then
      perform resolve_transfer(payout.merchant_id, payout.transfer_id, 'posted', in_at);
    end if;
    update payouts p set status = 'in_transit', changed_at = case payout.status when 'pending' then in_at else p.changed_at end,
        due_at = in_at + in_lease_ms * interval '1 millisecond', attempts = p.attempts + 1
      where p.merchant_id = payout.merchant_id and p.id = payout.id
      returning * into payout;
    return next payout;
  end loop;
end $$;

-- Records the bank's definite answer. Repeating it changes nothing.
create function end_payout(in_merchant_id uuid, in_payout_id uuid, in_failure_code text, in_at timestamptz) returns void
language plpgsql as $$
declare
  payout payouts%rowtype;
begin
  select * into payout from payouts p where p.merchant_id = in_merchant_id and p.id = in_payout_id for no key update;
  if not found or payout.status <> 'in_transit' then
    return;
  end if;
  update payouts p set status = case when in_failure_code is null then 'paid' else 'failed' end, failure_code = in_failure_code, changed_at = in_at
    where p.merchant_id = in_merchant_id and p.id = in_payout_id;
  perform post_transfer(in_merchant_id, payout.end_transfer_id,
    case when in_failure_code is null then 'payout_paid' else 'payout_returned' end, payout.currency, payout.amount_minor, false, payout.id, in_at);
end $$;

-- The simulated bank's own books, which the service only reads and writes through its adapter. One row a payout, whatever
-- happened to the answer: the payout's id is its idempotency key.
create table simulated_bank_transfers (
  payout_id uuid primary key,
  amount_minor bigint not null,
  currency text not null,
  outcome text not null check (outcome in ('paid', 'processing', 'failed')),
  requests integer not null default 1,
  created_at timestamptz not null default now()
);

-- Down Migration
drop table simulated_bank_transfers;
drop function end_payout;
drop function take_payouts;
drop function cancel_payout;
drop function create_payout;
drop function render_payout;
drop trigger payout_is_covered on ledger_transfers;
drop function payout_is_covered;
drop trigger resolution_matches_payout on ledger_resolutions;
drop function resolution_matches_payout;
drop trigger transfer_matches_payout on ledger_transfers;
drop function transfer_matches_payout;
drop table payouts;
drop function payout_matches_transfers;
drop function check_payout;
drop function refuse_payout_transition;
-- Keys of payouts mean nothing to the release before; it could only take them for its own.
delete from idempotency_keys where payment_id is null;
alter table idempotency_keys alter column payment_id set not null;
