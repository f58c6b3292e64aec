-- Up Migration

-- A refund is judged where it begins, under the payment's lock, and not where it is recorded: by then the provider has
-- given the money back, and what happened must be recorded.
drop trigger refund_needs_approval on refunds;
drop function refuse_unapproved_refund;

-- Several refunds at once may each be judged before the others are made. The last then fails as if it had conflicted with
-- them, which is repeated, and is judged anew when its caller repeats it. The key is the one of domain/approval.ts.
create function refuse_unapproved_refund() returns trigger language plpgsql as $$
begin
  if exists (
    select from payments p
    join approval_rules r on r.merchant_id = p.merchant_id and r.kind = 'refund' and r.currency = p.currency
    where p.merchant_id = new.merchant_id and p.id = new.payment_id
      and p.refunded_minor + new.amount_minor > r.above_minor
  ) then
    raise exception using errcode = 'serialization_failure', constraint = 'refund_needs_approval',
      message = 'a refund that needs consent was begun without';
  end if;
  return null;
end $$;
create trigger refund_needs_approval after insert on provider_operations
  for each row when (new.kind = 'refund' and new.idempotency_key not like '§approval %')
  execute function refuse_unapproved_refund();

-- Down Migration
drop trigger refund_needs_approval on provider_operations;
drop function refuse_unapproved_refund;
create function refuse_unapproved_refund() returns trigger language plpgsql as $$
begin
  if exists (
    select from payments p
    join approval_rules r on r.merchant_id = p.merchant_id and r.kind = 'refund' and r.currency = p.currency
    where p.merchant_id = new.merchant_id and p.id = new.payment_id and r.above_minor < (
      select sum(f.amount_minor) from refunds f
      where f.merchant_id = new.merchant_id and f.payment_id = new.payment_id and f.status <> 'failed')
  ) then
    raise exception using errcode = 'serialization_failure', constraint = 'refund_needs_approval',
      message = 'a refund that needs consent was made without';
  end if;
  return null;
end $$;
create trigger refund_needs_approval after insert on refunds
  for each row when (new.idempotency_key not like '§approval %') execute function refuse_unapproved_refund();
