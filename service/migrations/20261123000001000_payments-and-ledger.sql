-- Up Migration

-- Ids are UUIDv7, so the primary key is also the order of the list and of its cursor.
create table payments (
  merchant_id uuid not null references merchants,
  id uuid not null,
  status text not null constraint payment_status check (status in ('succeeded')),
  amount_minor bigint not null constraint payment_amount check (amount_minor between 1 and 99999999999),
  currency text not null constraint payment_currency check (currency ~ '^[A-Z]{3}$'),
  description text,
  captured_minor bigint not null,
  refunded_minor bigint not null default 0,
  idempotency_key text not null,
  created_at timestamptz not null,
  primary key (merchant_id, id),
  constraint captured_within_authorized check (captured_minor between 0 and amount_minor),
  constraint refunded_within_captured check (refunded_minor between 0 and captured_minor)
);

-- The first answer to a request, kept beside the change that it reports so that both commit or neither does.
create table idempotency_keys (
  merchant_id uuid not null,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null check (length(request_hash) = 32),
  payment_id uuid not null,
  response_status smallint not null check (response_status between 200 and 299),
  response_body text not null,
  created_at timestamptz not null,
  primary key (merchant_id, key),
  foreign key (merchant_id, payment_id) references payments
);

-- Debits are positive, credits negative. A balance is only ever changed by the postings to it.
create table ledger_accounts (
  merchant_id uuid not null references merchants,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  account text not null constraint ledger_account check (account in ('provider_clearing', 'merchant_pending')),
  balance_minor bigint not null default 0,
  primary key (merchant_id, currency, account)
) with (fillfactor = 50);

create table postings (
  merchant_id uuid not null,
  payment_id uuid not null,
  sequence smallint not null check (sequence > 0),
  currency text not null,
  account text not null,
  amount_minor bigint not null constraint posting_amount check (amount_minor <> 0),
  created_at timestamptz not null,
  primary key (merchant_id, payment_id, sequence),
  foreign key (merchant_id, payment_id) references payments,
  constraint posting_account_currency
    foreign key (merchant_id, currency, account) references ledger_accounts
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'restrict_violation', constraint = tg_table_name || '_immutable',
    message = format('%s of %s is not allowed: what is recorded is corrected by recording its opposite', tg_op, tg_table_name);
end $$;

create trigger postings_immutable before update or delete on postings
  for each row execute function refuse_change();
create trigger postings_not_truncated before truncate on postings
  for each statement execute function refuse_change();
create trigger payments_not_deleted before delete on payments
  for each row execute function refuse_change();
create trigger payments_not_truncated before truncate on payments
  for each statement execute function refuse_change();
create trigger ledger_accounts_not_deleted before delete on ledger_accounts
  for each row execute function refuse_change();
create trigger ledger_accounts_not_truncated before truncate on ledger_accounts
  for each statement execute function refuse_change();
create trigger idempotency_keys_immutable before update on idempotency_keys
  for each row execute function refuse_change();

create trigger payments_terms_immutable before update on payments
  for each row
  when (
    (old.merchant_id, old.id, old.amount_minor, old.currency, old.idempotency_key, old.created_at)
      is distinct from
    (new.merchant_id, new.id, new.amount_minor, new.currency, new.idempotency_key, new.created_at)
    or new.captured_minor < old.captured_minor
    or new.refunded_minor < old.refunded_minor
  )
  execute function refuse_change();

create function guard_balance() returns trigger language plpgsql as $$
begin
  -- Depth 1 is this trigger under a direct statement; under the trigger of postings it is 2.
  if tg_op = 'INSERT' and new.balance_minor <> 0 or tg_op = 'UPDATE' and pg_trigger_depth() < 2 then
    raise exception using errcode = 'restrict_violation', constraint = 'balance_follows_postings',
      message = 'a balance changes only through postings to its account';
  end if;
  return new;
end $$;

create trigger balance_follows_postings before insert or update on ledger_accounts
  for each row execute function guard_balance();

-- The postings of a payment are in its currency, sum to zero, and move through the provider's clearing account what
-- the payment says was taken and given back.
create function check_payment_matches_postings(in_merchant_id uuid, in_payment_id uuid) returns void
language plpgsql as $$
declare
  found_sums record;
begin
  select p.captured_minor - p.refunded_minor as net_minor, p.currency,
         count(q.currency) filter (where q.currency <> p.currency) as foreign_currencies,
         coalesce(sum(q.amount_minor), 0) as sum_minor,
         coalesce(sum(q.amount_minor) filter (where q.account = 'provider_clearing'), 0) as cleared_minor
    into found_sums
    from payments p left join postings q on q.merchant_id = p.merchant_id and q.payment_id = p.id
    where p.merchant_id = in_merchant_id and p.id = in_payment_id
    group by p.merchant_id, p.id;
  if found_sums.foreign_currencies > 0 then
    raise exception using errcode = 'check_violation', constraint = 'postings_in_currency_of_payment',
      message = format('payment %s is in %s, so its postings must be', in_payment_id, found_sums.currency);
  elsif found_sums.sum_minor <> 0 then
    raise exception using errcode = 'check_violation', constraint = 'postings_sum_to_zero',
      message = format('the postings of payment %s sum to %s and not to zero', in_payment_id, found_sums.sum_minor);
  elsif found_sums.cleared_minor <> found_sums.net_minor then
    raise exception using errcode = 'check_violation', constraint = 'payment_matches_postings',
      message = format('payment %s: captured less refunded is %s, its postings cleared %s',
        in_payment_id, found_sums.net_minor, found_sums.cleared_minor);
  end if;
end $$;

create function payment_matches_postings() returns trigger language plpgsql as $$
begin
  perform check_payment_matches_postings(new.merchant_id, new.id);
  return null;
end $$;

-- Deferred, because a payment is written before its postings.
create constraint trigger payment_matches_postings
  after insert or update on payments deferrable initially deferred
  for each row execute function payment_matches_postings();

-- Once per statement and not deferred: postings are immutable, so if each insert balances, every sum stays zero.
create function apply_postings() returns trigger language plpgsql as $$
declare
  posting record;
  checked_payment_id uuid;
begin
  -- In the order of the key, so that writers that share accounts wait for each other and never deadlock.
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

create trigger apply_postings after insert on postings referencing new table as inserted
  for each statement execute function apply_postings();

-- One round trip and one transaction for a payment: its idempotency key, the payment, its postings, the balances.
-- Gives the outcome as a row and not as an error, because an error costs the caller its connection:
--   created     the answer that was passed in is now the stored one
--   replayed    the stored answer to the same request
--   key_reused  the key is known with another request hash
--   in_flight   another transaction holds the key and has not ended
-- The key is held by an advisory lock, which the server keeps until the holder's commit is visible. A second request
-- therefore learns at once that the first is running; it never waits on the unique index, and never misses its row.
create function create_payment(
  in_merchant_id uuid, in_key text, in_request_hash bytea,
  in_payment_id uuid, in_status text, in_amount_minor bigint, in_currency text, in_description text,
  in_captured_minor bigint, in_created_at timestamptz, in_accounts text[], in_amounts_minor bigint[],
  in_response_status smallint, in_response_body text
) returns table (outcome text, response_status smallint, response_body text)
language plpgsql as $$
#variable_conflict use_column
declare
  known idempotency_keys%rowtype;
  accounts_locked bigint;
begin
  if not pg_try_advisory_xact_lock(hashtextextended(in_merchant_id::text || in_key, 0)) then
    return query select 'in_flight', null::smallint, null::text;
    return;
  end if;

  select * into known from idempotency_keys k where k.merchant_id = in_merchant_id and k.key = in_key;
  if found and known.request_hash <> in_request_hash then
    return query select 'key_reused', null::smallint, null::text;
    return;
  elsif found then
    return query select 'replayed', known.response_status, known.response_body;
    return;
  end if;

  -- Before the inserts, because their foreign keys would share-lock the same rows and every writer's lock would
  -- then have to be recorded as a multixact.
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

  insert into payments (merchant_id, id, status, amount_minor, currency, description, captured_minor, idempotency_key, created_at)
    values (in_merchant_id, in_payment_id, in_status, in_amount_minor, in_currency, in_description, in_captured_minor, in_key, in_created_at);
  insert into idempotency_keys (merchant_id, key, request_hash, payment_id, response_status, response_body, created_at)
    values (in_merchant_id, in_key, in_request_hash, in_payment_id, in_response_status, in_response_body, in_created_at);
  insert into postings (merchant_id, payment_id, sequence, currency, account, amount_minor, created_at)
    select in_merchant_id, in_payment_id, p.sequence, in_currency, p.account, p.amount_minor, in_created_at
      from unnest(in_accounts, in_amounts_minor) with ordinality as p (account, amount_minor, sequence);
  return query select 'created', in_response_status, in_response_body;
end $$;

-- Down Migration
drop function create_payment;
drop table postings;
drop table ledger_accounts;
drop table idempotency_keys;
drop table payments;
drop function apply_postings;
drop function payment_matches_postings;
drop function check_payment_matches_postings;
drop function guard_balance;
drop function refuse_change;
