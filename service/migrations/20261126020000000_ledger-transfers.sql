-- Up Migration

-- Beside the postings of payments: what moves between a merchant's accounts afterwards. A transfer has one debit and one
-- credit of the same amount, so that it sums to zero by its shape. Debits are positive, credits negative, as before.
alter table ledger_accounts
  drop constraint ledger_account,
  add constraint ledger_account check (account in (
    'provider_clearing', 'merchant_pending', 'merchant_available', 'merchant_reserve', 'fees', 'payouts')),
  -- Of transfers that are not resolved yet; no part of the balance.
  add column pending_debit_minor bigint not null default 0 constraint pending_debit check (pending_debit_minor >= 0),
  add column pending_credit_minor bigint not null default 0 constraint pending_credit check (pending_credit_minor >= 0),
  -- What was taken as a fee, set aside or sent can't be more than there was.
  add constraint credit_side check (account not in ('merchant_reserve', 'fees', 'payouts') or balance_minor <= 0);

-- Those of payments go on using these two. All rows so far do, so nothing must be validated.
alter table postings add constraint posting_account check (account in ('provider_clearing', 'merchant_pending')) not valid;

create or replace function guard_balance() returns trigger language plpgsql as $$
begin
  -- Depth 1 is this trigger under a direct statement; under the trigger of postings or transfers it is 2.
  if tg_op = 'INSERT' and (new.balance_minor, new.pending_debit_minor, new.pending_credit_minor) <> (0, 0, 0)
     or tg_op = 'UPDATE' and pg_trigger_depth() < 2 then
    raise exception using errcode = 'restrict_violation', constraint = 'balance_follows_postings',
      message = 'a balance changes only through postings to its account';
  end if;
  return new;
end $$;

-- Every way in which money may move.
create table ledger_transfer_kinds (
  kind text primary key,
  debit_account text not null,
  credit_account text not null,
  unique (kind, debit_account, credit_account)
);
create trigger ledger_transfer_kinds_immutable before update or delete on ledger_transfer_kinds
  for each row execute function refuse_change();
create trigger ledger_transfer_kinds_not_truncated before truncate on ledger_transfer_kinds
  for each statement execute function refuse_change();

create table ledger_transfers (
  merchant_id uuid not null references merchants,
  id uuid not null,
  kind text not null,
  currency text not null,
  debit_account text not null,
  credit_account text not null,
  amount_minor bigint not null constraint transfer_amount check (amount_minor between 1 and 9007199254740991),
  -- A pending one holds its amount until it is resolved: posted or voided, once.
  pending boolean not null default false,
  -- The settlement, payout or dispute that it belongs to.
  subject_id uuid not null,
  created_at timestamptz not null,
  primary key (merchant_id, id),
  constraint transfer_accounts_of_kind foreign key (kind, debit_account, credit_account)
    references ledger_transfer_kinds (kind, debit_account, credit_account),
  constraint transfer_debit_account foreign key (merchant_id, currency, debit_account) references ledger_accounts,
  constraint transfer_credit_account foreign key (merchant_id, currency, credit_account) references ledger_accounts
);
create index ledger_transfers_in_time on ledger_transfers (merchant_id, created_at);
create index ledger_transfers_of_subject on ledger_transfers (merchant_id, subject_id);

create table ledger_resolutions (
  merchant_id uuid not null,
  transfer_id uuid not null,
  outcome text not null constraint resolution_outcome check (outcome in ('posted', 'voided')),
  created_at timestamptz not null,
  -- At most once.
  primary key (merchant_id, transfer_id),
  foreign key (merchant_id, transfer_id) references ledger_transfers
);

create trigger ledger_transfers_immutable before update or delete on ledger_transfers
  for each row execute function refuse_change();
create trigger ledger_transfers_not_truncated before truncate on ledger_transfers
  for each statement execute function refuse_change();
create trigger ledger_resolutions_immutable before update or delete on ledger_resolutions
  for each row execute function refuse_change();
create trigger ledger_resolutions_not_truncated before truncate on ledger_resolutions
  for each statement execute function refuse_change();

-- Debits the one account and credits the other, or what they have pending, in the order of their names.
create function move_balances(transfer ledger_transfers, in_posted bigint, in_pending bigint) returns void
language plpgsql as $$
declare
  side record;
begin
  for side in
    select * from (values (transfer.debit_account, 1), (transfer.credit_account, -1)) as s (account, sign) order by account
  loop
    update ledger_accounts a set
        balance_minor = a.balance_minor + side.sign * in_posted,
        pending_debit_minor = a.pending_debit_minor + case side.sign when 1 then in_pending else 0 end,
        pending_credit_minor = a.pending_credit_minor + case side.sign when -1 then in_pending else 0 end
      where a.merchant_id = transfer.merchant_id and a.currency = transfer.currency and a.account = side.account;
  end loop;
end $$;

create function apply_transfer() returns trigger language plpgsql as $$
begin
  perform move_balances(new, case when new.pending then 0 else new.amount_minor end, case when new.pending then new.amount_minor else 0 end);
  return null;
end $$;
create trigger apply_transfer after insert on ledger_transfers for each row execute function apply_transfer();

create function apply_resolution() returns trigger language plpgsql as $$
declare
  transfer ledger_transfers%rowtype;
begin
  select * into transfer from ledger_transfers t where t.merchant_id = new.merchant_id and t.id = new.transfer_id;
  -- Not found: the foreign key, which is checked after this, says so.
  if not found then
    return null;
  elsif not transfer.pending then
    raise exception using errcode = 'check_violation', constraint = 'resolves_pending_transfer',
      message = format('transfer %s was posted at once; there is nothing to resolve', transfer.id);
  end if;
  perform move_balances(transfer, case new.outcome when 'posted' then transfer.amount_minor else 0 end, -transfer.amount_minor);
  return null;
end $$;
create trigger apply_resolution after insert on ledger_resolutions for each row execute function apply_resolution();

-- The accounts follow from the kind. A repetition with the same id changes nothing.
create function post_transfer(
  in_merchant_id uuid, in_id uuid, in_kind text, in_currency text, in_amount_minor bigint, in_pending boolean,
  in_subject_id uuid, in_at timestamptz
) returns void language plpgsql as $$
declare
  accounts ledger_transfer_kinds%rowtype;
begin
  select * into strict accounts from ledger_transfer_kinds k where k.kind = in_kind;
  perform lock_accounts(in_merchant_id, in_currency, array[accounts.debit_account, accounts.credit_account]);
  insert into ledger_transfers (merchant_id, id, kind, currency, debit_account, credit_account, amount_minor, pending, subject_id, created_at)
    values (in_merchant_id, in_id, in_kind, in_currency, accounts.debit_account, accounts.credit_account, in_amount_minor,
      in_pending, in_subject_id, in_at)
    on conflict (merchant_id, id) do nothing;
end $$;

-- True if this call resolved it, false if it was resolved before, in whichever way.
create function resolve_transfer(in_merchant_id uuid, in_transfer_id uuid, in_outcome text, in_at timestamptz) returns boolean
language plpgsql as $$
declare
  transfer ledger_transfers%rowtype;
begin
  select * into strict transfer from ledger_transfers t where t.merchant_id = in_merchant_id and t.id = in_transfer_id;
  perform lock_accounts(in_merchant_id, transfer.currency, array[transfer.debit_account, transfer.credit_account]);
  insert into ledger_resolutions (merchant_id, transfer_id, outcome, created_at)
    values (in_merchant_id, in_transfer_id, in_outcome, in_at)
    on conflict (merchant_id, transfer_id) do nothing;
  return found;
end $$;

-- Everything that makes up the balances, each with the moment from which it counts.
create view ledger_entries as
  select merchant_id, currency, account, created_at as occurred_at,
         case when (account = 'provider_clearing') = (amount_minor > 0) then 'capture' else 'refund' end as kind,
         payment_id as subject_id, payment_id as source_id, sequence, amount_minor
    from postings
  union all
  select t.merchant_id, t.currency, side.account, coalesce(r.created_at, t.created_at), t.kind, t.subject_id, t.id,
         side.sequence, side.sign * t.amount_minor
    from ledger_transfers t
    left join ledger_resolutions r on r.merchant_id = t.merchant_id and r.transfer_id = t.id
    cross join lateral (values (t.debit_account, 1, 1), (t.credit_account, -1, 2)) as side (account, sign, sequence)
    where not t.pending or r.outcome = 'posted';

-- Postings come in order of time; a block range index finds a period of them and costs their writers next to nothing.
create index postings_in_time on postings using brin (created_at) with (pages_per_range = 32, autosummarize = on);

-- Down Migration
drop index postings_in_time;
drop view ledger_entries;
drop function resolve_transfer;
drop function post_transfer;
drop table ledger_resolutions;
drop trigger apply_transfer on ledger_transfers;
drop function apply_resolution;
drop function apply_transfer;
drop function move_balances;
drop table ledger_transfers;
drop table ledger_transfer_kinds;
create or replace function guard_balance() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.balance_minor <> 0 or tg_op = 'UPDATE' and pg_trigger_depth() < 2 then
    raise exception using errcode = 'restrict_violation', constraint = 'balance_follows_postings',
      message = 'a balance changes only through postings to its account';
  end if;
  return new;
end $$;
alter table postings drop constraint posting_account;
-- Fails while there are accounts that only this release can represent.
alter table ledger_accounts
  drop constraint credit_side,
  drop column pending_credit_minor,
  drop column pending_debit_minor,
  drop constraint ledger_account,
  add constraint ledger_account check (account in ('provider_clearing', 'merchant_pending'));
