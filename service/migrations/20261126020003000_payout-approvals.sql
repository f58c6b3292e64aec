-- Up Migration

-- What a merchant sent or is about to send within a day counts together, so that a payout can't be split.
create function payouts_of_a_day(in_merchant_id uuid, in_currency text) returns bigint language sql stable as $$
  select coalesce(sum(p.amount_minor), 0)::bigint from payouts p
    where p.merchant_id = in_merchant_id and p.currency = in_currency and p.status not in ('failed', 'canceled')
      and p.created_at > now() - interval '24 hours'
$$;
create index payouts_in_time on payouts (merchant_id, created_at);

-- Whether a payout needs consent. Gives no row without a rule, for what is not available anyway, which is refused as without
-- rules, and for a key that was used before, whose answer is known.
create function judge_payout(in_merchant_id uuid, in_currency text, in_key text, in_amount_minor bigint)
returns table (amount_minor bigint, needs_approval boolean) language sql stable as $$
  select coalesce(in_amount_minor, held.available), payouts_of_a_day(in_merchant_id, in_currency) + coalesce(in_amount_minor, held.available) > r.above_minor
    from approval_rules r
    join lateral (
      select -a.balance_minor - a.pending_debit_minor as available from ledger_accounts a
        where a.merchant_id = r.merchant_id and a.currency = r.currency and a.account = 'merchant_available'
    ) held on true
    where r.merchant_id = in_merchant_id and r.kind = 'payout' and r.currency = in_currency
      and coalesce(in_amount_minor, held.available) between 1 and held.available
      and not exists (select from idempotency_keys k where k.merchant_id = in_merchant_id and k.key = in_key)
$$;

-- Several payouts at once may each be judged before the others are made. The last then fails as if it had conflicted with
-- them, and is judged anew when its caller repeats it. The key is the one of domain/approval.ts.
create function refuse_unapproved_payout() returns trigger language plpgsql as $$
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
create trigger payout_needs_approval after insert on payouts
  for each row when (new.idempotency_key not like '§approval %') execute function refuse_unapproved_payout();

-- Down Migration
drop trigger payout_needs_approval on payouts;
drop function refuse_unapproved_payout;
drop function judge_payout;
drop index payouts_in_time;
drop function payouts_of_a_day;
