-- Up Migration

-- As before, in PL/pgSQL: PostgreSQL 17 plans the statements of an SQL function at every call, and a payment calls these
-- two four times.
create or replace function record_audit(in_merchant_id uuid, in_action text, in_subject_id uuid, in_details text) returns void
language plpgsql as $$
begin
  insert into audit_entries (merchant_id, action, subject_id, details, context)
    values (in_merchant_id, in_action, in_subject_id, in_details, nullif(current_setting('payment_system.context', true), ''));
end $$;

create or replace function append_event(
  in_merchant_id uuid, in_payment_id uuid, in_type text, in_amount_minor bigint, in_refund_id uuid, in_created_at timestamptz
) returns void language plpgsql as $$
begin
  insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, refund_id, created_at)
    select in_merchant_id, in_payment_id, max(sequence) + 1, in_type, in_amount_minor, in_refund_id, in_created_at
      from payment_events e where e.merchant_id = in_merchant_id and e.payment_id = in_payment_id;
end $$;

-- Down Migration
create or replace function append_event(
  in_merchant_id uuid, in_payment_id uuid, in_type text, in_amount_minor bigint, in_refund_id uuid, in_created_at timestamptz
) returns void language sql as $$
  insert into payment_events (merchant_id, payment_id, sequence, type, amount_minor, refund_id, created_at)
    select in_merchant_id, in_payment_id, max(sequence) + 1, in_type, in_amount_minor, in_refund_id, in_created_at
      from payment_events e where e.merchant_id = in_merchant_id and e.payment_id = in_payment_id
$$;
create or replace function record_audit(in_merchant_id uuid, in_action text, in_subject_id uuid, in_details text) returns void
language sql as $$
  insert into audit_entries (merchant_id, action, subject_id, details, context)
    values (in_merchant_id, in_action, in_subject_id, in_details, nullif(current_setting('payment_system.context', true), ''))
$$;
