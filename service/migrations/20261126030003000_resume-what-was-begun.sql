-- Up Migration

-- As before, and none for a key that began a refund whose outcome is not known: it is resumed, whatever the rules are by
-- now, for it may have been made.
create or replace function judge_refund(in_merchant_id uuid, in_payment_id uuid, in_key text, in_amount_minor bigint)
returns table (amount_minor bigint, currency text, needs_approval boolean) language sql stable as $$
  select coalesce(in_amount_minor, p.captured_minor - p.refunded_minor), p.currency,
         p.refunded_minor + coalesce(in_amount_minor, p.captured_minor - p.refunded_minor) > r.above_minor
    from payments p
    join approval_rules r on r.merchant_id = p.merchant_id and r.kind = 'refund' and r.currency = p.currency
    where p.merchant_id = in_merchant_id and p.id = in_payment_id
      -- What can't be refunded anyway is refused as without rules.
      and coalesce(in_amount_minor, p.captured_minor - p.refunded_minor)
        between 1 and p.captured_minor - p.refunded_minor
      and not exists (select from idempotency_keys k where k.merchant_id = in_merchant_id and k.key = in_key)
      and not exists (select from provider_operations o where o.merchant_id = in_merchant_id and o.idempotency_key = in_key)
$$;

-- Down Migration
create or replace function judge_refund(in_merchant_id uuid, in_payment_id uuid, in_key text, in_amount_minor bigint)
returns table (amount_minor bigint, currency text, needs_approval boolean) language sql stable as $$
  select coalesce(in_amount_minor, p.captured_minor - p.refunded_minor), p.currency,
         p.refunded_minor + coalesce(in_amount_minor, p.captured_minor - p.refunded_minor) > r.above_minor
    from payments p
    join approval_rules r on r.merchant_id = p.merchant_id and r.kind = 'refund' and r.currency = p.currency
    where p.merchant_id = in_merchant_id and p.id = in_payment_id
      -- What can't be refunded anyway is refused as without rules.
      and coalesce(in_amount_minor, p.captured_minor - p.refunded_minor)
        between 1 and p.captured_minor - p.refunded_minor
      and not exists (select from idempotency_keys k where k.merchant_id = in_merchant_id and k.key = in_key)
$$;
