-- Up Migration

-- What is paid out beside all that was within a day.
create function payout_needs_approval(in_merchant_id uuid, in_currency text, in_amount_minor bigint) returns boolean
language sql stable as $$
  select exists (
    select from approval_rules r
    where r.merchant_id = in_merchant_id and r.kind = 'payout' and r.currency = in_currency
      and payouts_of_a_day(in_merchant_id, in_currency) + in_amount_minor > r.above_minor)
$$;

-- As before, and: payouts at once may each have been judged before the others were made, so each is judged again here,
-- under the account's lock. The key is the one of domain/approval.ts.
--   needs_approval    the key is not used up; to be judged anew
create or replace function create_payout(
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
  if in_key not like '§approval %'
    and payout_needs_approval(in_merchant_id, in_currency, coalesce(in_amount_minor, least(available, 99999999999))) then
    return query select 'needs_approval', null::smallint, null::text, null::uuid, available;
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

-- For any other writer; the new row counts already. Repeating would not help, so it is none of the errors that are repeated.
create or replace function refuse_unapproved_payout() returns trigger language plpgsql as $$
begin
  if payout_needs_approval(new.merchant_id, new.currency, 0) then
    raise exception using errcode = 'restrict_violation', constraint = 'payout_needs_approval',
      message = 'a payout that needs consent was made without';
  end if;
  return null;
end $$;

-- Down Migration
create or replace function refuse_unapproved_payout() returns trigger language plpgsql as $$
begin
  if exists (
    select from approval_rules r
      where r.merchant_id = new.merchant_id and r.kind = 'payout' and r.currency = new.currency
        and payouts_of_a_day(new.merchant_id, new.currency) > r.above_minor
  ) then
    raise exception using errcode = 'serialization_failure', constraint = 'payout_needs_approval',
      message = 'a payout that needs consent was made without';
  end if;
  return null;
end $$;
create or replace function create_payout(
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
drop function payout_needs_approval;
