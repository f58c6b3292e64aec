-- Up Migration

insert into ledger_transfer_kinds (kind, debit_account, credit_account) values
  ('dispute_opened', 'merchant_available', 'merchant_reserve'),
  ('dispute_won', 'merchant_reserve', 'merchant_available'),
  ('dispute_lost', 'merchant_reserve', 'provider_clearing')
  on conflict do nothing;

-- What cardholders want back through their bank, as the provider tells it.
create table disputes (
  merchant_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  provider text not null,
  provider_reference text not null check (length(provider_reference) between 1 and 255),
  -- won and lost are final.
  status text not null constraint dispute_status check (status in ('needs_response', 'under_review', 'won', 'lost')),
  amount_minor bigint not null constraint dispute_amount check (amount_minor between 1 and 99999999999),
  currency text not null,
  reason text not null,
  -- What the merchant answered, or is answering.
  evidence text,
  evidence_due_at timestamptz,
  -- Sets the amount aside.
  transfer_id uuid not null,
  -- Moves it at the end.
  end_transfer_id uuid not null,
  -- While somebody answers the provider.
  leased_until timestamptz,
  created_at timestamptz not null,
  primary key (merchant_id, id),
  unique (provider, provider_reference),
  foreign key (merchant_id, payment_id) references payments
);
create index disputes_of_payment on disputes (merchant_id, payment_id, id);

create trigger disputes_not_deleted before delete on disputes
  for each row execute function refuse_change();
create trigger disputes_not_truncated before truncate on disputes
  for each statement execute function refuse_change();
create trigger disputes_terms_immutable before update on disputes
  for each row
  when (
    (old.merchant_id, old.id, old.payment_id, old.provider, old.provider_reference, old.amount_minor, old.currency,
      old.reason, old.transfer_id, old.end_transfer_id, old.created_at)
      is distinct from
    (new.merchant_id, new.id, new.payment_id, new.provider, new.provider_reference, new.amount_minor, new.currency,
      new.reason, new.transfer_id, new.end_transfer_id, new.created_at)
    or old.status <> 'needs_response' and old.evidence is distinct from new.evidence
  )
  execute function refuse_change();

create function refuse_dispute_transition() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'restrict_violation', constraint = 'dispute_transition',
    message = format('dispute %s may not become %s', new.id, new.status);
end $$;
create trigger dispute_begins after insert on disputes
  for each row when (new.status <> 'needs_response') execute function refuse_dispute_transition();
create trigger dispute_transition after update on disputes
  for each row
  when (new.status <> old.status and (
    old.status in ('won', 'lost') or new.status = 'needs_response'))
  execute function refuse_dispute_transition();

-- What a dispute says happened is what its transfers did.
create function check_dispute(in_merchant_id uuid, in_id uuid) returns void language plpgsql as $$
declare
  dispute disputes%rowtype;
  moved text;
begin
  select * into dispute from disputes d where d.merchant_id = in_merchant_id and d.id = in_id;
  if not found then
    raise exception using errcode = 'foreign_key_violation', constraint = 'transfer_of_dispute', message = format('there is no dispute %s', in_id);
  end if;
  select string_agg(format('%s %s %s %s %s', t.id, t.kind, t.amount_minor, t.currency, t.pending), ',' order by t.kind <> 'dispute_opened', t.kind)
    into moved
    from ledger_transfers t where t.merchant_id = in_merchant_id and t.subject_id = in_id;
  if moved is distinct from concat_ws(',',
       format('%s dispute_opened %s %s f', dispute.transfer_id, dispute.amount_minor, dispute.currency),
       case when dispute.status in ('won', 'lost') then
         format('%s dispute_%s %s %s f', dispute.end_transfer_id, dispute.status, dispute.amount_minor, dispute.currency) end) then
    raise exception using errcode = 'check_violation', constraint = 'dispute_matches_transfers',
      message = format('dispute %s is %s, but its transfers say something else', in_id, dispute.status);
  end if;
end $$;

create function dispute_matches_transfers() returns trigger language plpgsql as $$
begin
  perform check_dispute(new.merchant_id, new.id);
  return null;
end $$;
create constraint trigger dispute_matches_transfers after insert or update on disputes deferrable initially deferred
  for each row execute function dispute_matches_transfers();

create function transfer_matches_dispute() returns trigger language plpgsql as $$
begin
  perform check_dispute(new.merchant_id, new.subject_id);
  return null;
end $$;
create constraint trigger transfer_matches_dispute after insert on ledger_transfers deferrable initially deferred
  for each row when (new.kind in ('dispute_opened', 'dispute_won', 'dispute_lost')) execute function transfer_matches_dispute();

create trigger audit_disputes after insert or update on disputes
  for each row execute function audit_row('dispute', 'leased_until', 'transfer_id', 'end_transfer_id');

create function render_dispute(dispute disputes) returns text language sql stable as $$
  select format(
    '{"id":"dp_%s","paymentId":"pay_%s","status":"%s","amountMinor":%s,"currency":"%s","reason":%s,"evidence":%s,"evidenceDueAt":%s,"createdAt":"%s"}',
    replace(dispute.id::text, '-', ''), replace(dispute.payment_id::text, '-', ''), dispute.status, dispute.amount_minor,
    dispute.currency, to_json(dispute.reason), coalesce(to_json(dispute.evidence)::text, 'null'),
    coalesce('"' || render_time(dispute.evidence_due_at) || '"', 'null'), render_time(dispute.created_at))
$$;

create function publish_dispute_event() returns trigger language plpgsql as $$
declare
  name text := case tg_op when 'INSERT' then 'opened' else new.status end;
begin
  perform publish_event(new.merchant_id, format('evt_%s_%s', replace(new.id::text, '-', ''), name), 'dispute.' || name,
    'pay_' || replace(new.payment_id::text, '-', ''), now(), format('{"dispute":%s}', render_dispute(new)));
  return null;
end $$;
create trigger publish_dispute_opened after insert on disputes for each row execute function publish_dispute_event();
create trigger publish_dispute_change after update on disputes
  for each row when (new.status <> old.status) execute function publish_dispute_event();

-- Writes down how a dispute is at its provider, and moves its amount when it is new and when it ends. Repeating it, or
-- telling of a state that is past, changes nothing. Gives no row if the merchant has no such payment.
create function record_dispute(
  in_merchant_id uuid, in_payment_id uuid, in_provider text, in_provider_reference text, in_status text,
  in_amount_minor bigint, in_currency text, in_reason text, in_evidence_due_at timestamptz,
  in_id uuid, in_transfer_id uuid, in_end_transfer_id uuid, in_at timestamptz
) returns setof disputes language plpgsql as $$
declare
  dispute disputes%rowtype;
begin
  insert into disputes (merchant_id, id, payment_id, provider, provider_reference, status, amount_minor, currency, reason,
      evidence_due_at, transfer_id, end_transfer_id, created_at)
    select in_merchant_id, in_id, p.id, in_provider, in_provider_reference, 'needs_response', in_amount_minor, in_currency,
        in_reason, in_evidence_due_at, in_transfer_id, in_end_transfer_id, in_at
      from payments p where p.merchant_id = in_merchant_id and p.id = in_payment_id
    on conflict (provider, provider_reference) do nothing;
  if found then
    perform post_transfer(in_merchant_id, in_transfer_id, 'dispute_opened', in_currency, in_amount_minor, false, in_id, in_at);
  end if;
  select * into dispute from disputes d
    where d.provider = in_provider and d.provider_reference = in_provider_reference and d.merchant_id = in_merchant_id
    for no key update;
  if not found then
    return;
  end if;
  if dispute.status in ('needs_response', 'under_review') and in_status not in ('needs_response', dispute.status) then
    update disputes d set status = in_status where d.merchant_id = dispute.merchant_id and d.id = dispute.id
      returning * into dispute;
    if in_status in ('won', 'lost') then
      perform post_transfer(dispute.merchant_id, dispute.end_transfer_id, 'dispute_' || in_status, dispute.currency,
        dispute.amount_minor, false, dispute.id, in_at);
    end if;
  end if;
  return next dispute;
end $$;

-- Disputes at the simulated provider, like all of its schema its own.
create table simulator.disputes (
  reference text primary key,
  -- Of the charge, and whose it is.
  charge text not null,
  merchant_id uuid not null,
  payment_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  reason text not null,
  status text not null check (status in ('needs_response', 'under_review', 'won', 'lost')),
  evidence text,
  due_at timestamptz not null,
  -- What the bank is going to decide, and when; null if it does not.
  decision text check (decision in ('won', 'lost')),
  decides_at timestamptz
);
create index disputes_of_charge on simulator.disputes (charge);

-- As it is by now: what was not answered in time is lost.
create function simulator.find_dispute(in_reference text) returns setof simulator.disputes language plpgsql as $$
begin
  update simulator.disputes d set status = case d.status when 'under_review' then d.decision else 'lost' end
    where d.reference = in_reference and (d.status = 'under_review' and d.decides_at <= clock_timestamp()
      or d.status = 'needs_response' and d.due_at <= clock_timestamp());
  return query select * from simulator.disputes d where d.reference = in_reference;
end $$;

-- Down Migration
drop function simulator.find_dispute;
drop table simulator.disputes;
drop function record_dispute;
drop trigger transfer_matches_dispute on ledger_transfers;
drop function transfer_matches_dispute;
-- What the disputes moved stays in the ledger.
drop table disputes cascade;
drop function dispute_matches_transfers;
drop function check_dispute;
drop function publish_dispute_event;
drop function refuse_dispute_transition;
