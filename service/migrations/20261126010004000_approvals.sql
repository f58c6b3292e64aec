-- Up Migration

-- Above which amount something needs the consent of a second person.
create table approval_rules (
  merchant_id uuid not null references merchants,
  id uuid not null default gen_random_uuid(),
  kind text not null constraint approval_kind check (kind in ('refund', 'payout')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  above_minor bigint not null check (above_minor >= 0),
  primary key (merchant_id, kind, currency)
);

create table approvals (
  merchant_id uuid not null references merchants,
  id uuid not null,
  kind text not null check (kind in ('refund', 'payout')),
  -- What it is about, as callers name it, and what will be done, as JSON for who does it.
  subject text not null,
  request text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  -- The user who asked for it, or who made the API key that did.
  made_by uuid not null,
  idempotency_key text not null,
  request_hash bytea not null check (length(request_hash) = 32),
  created_at timestamptz not null,
  status text not null constraint approval_status check (status in ('pending', 'approved', 'rejected', 'executed', 'failed')),
  decided_by uuid,
  decided_at timestamptz,
  -- The answer that the maker would have got, or the error's code.
  result text,
  primary key (merchant_id, id),
  unique (merchant_id, idempotency_key),
  constraint approval_by_another check (decided_by <> made_by),
  constraint approval_decided check ((status = 'pending') = (decided_by is null))
);
create index approvals_to_execute on approvals (decided_at) where status = 'approved';

create trigger approvals_terms_immutable before update on approvals
  for each row
  when (
    (old.merchant_id, old.id, old.kind, old.subject, old.request, old.amount_minor, old.currency, old.made_by)
      is distinct from
    (new.merchant_id, new.id, new.kind, new.subject, new.request, new.amount_minor, new.currency, new.made_by)
    or old.status <> 'pending' and new.decided_by is distinct from old.decided_by
  )
  execute function refuse_change();
create function refuse_approval_transition() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'restrict_violation', constraint = 'approval_transition',
    message = format('approval %s may not go from %s to %s', new.id, old.status, new.status);
end $$;
create trigger approval_transition after update on approvals
  for each row
  when (new.status <> old.status and (old.status, new.status) not in
    (('pending', 'approved'), ('pending', 'rejected'), ('approved', 'executed'), ('approved', 'failed')))
  execute function refuse_approval_transition();
create trigger audit_approvals after insert or update on approvals
  for each row execute function audit_row('approval', 'request', 'request_hash', 'result', 'idempotency_key');
create trigger audit_approval_rules after insert or update on approval_rules
  for each row execute function audit_row('approval_rule');
create function audit_rule_removed() returns trigger language plpgsql as $$
begin
  perform record_audit(old.merchant_id, 'approval_rule.removed', old.id, (to_jsonb(old))::text);
  return null;
end $$;
create trigger audit_approval_rules_removed after delete on approval_rules
  for each row execute function audit_rule_removed();

-- Whether a refund needs consent: all that is refunded of the payment counts, so that it can't be split. Gives no row for
-- a payment that the merchant has not, and none for a key that was used before, whose answer is known.
create function judge_refund(in_merchant_id uuid, in_payment_id uuid, in_key text, in_amount_minor bigint)
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

-- Several refunds at once may each be judged before the others are made. The last then fails as if it had conflicted with
-- them, which is repeated, and is judged anew when its caller repeats it. The key is the one of domain/approval.ts.
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

-- Down Migration
drop trigger refund_needs_approval on refunds;
drop function refuse_unapproved_refund;
drop function judge_refund;
drop table approvals;
drop table approval_rules;
drop function audit_rule_removed;
drop function refuse_approval_transition;
