-- Up Migration

-- What was done, written in the transaction that did it. `context` is the setting payment_system.context, with which the
-- service tells who asked and in which request; null for what nobody asked for.
create table audit_entries (
  merchant_id uuid not null,
  id bigint generated always as identity,
  transaction xid8 not null default pg_current_xact_id(),
  occurred_at timestamptz not null default now(),
  action text not null,
  -- The UUID of what was changed.
  subject_id uuid not null,
  details text not null,
  context text,
  primary key (merchant_id, id)
);
create index audit_entries_in_order on audit_entries (transaction, id);
create index audit_entries_of_subject on audit_entries (merchant_id, subject_id, id);

-- The chain, one per merchant: each hash covers the entry and the hash before.
create table audit_seals (
  merchant_id uuid not null,
  position bigint not null check (position > 0),
  entry_id bigint not null,
  hash bytea not null check (length(hash) = 32),
  primary key (merchant_id, position),
  unique (merchant_id, entry_id)
);

-- Up to where entries are sealed. Its lock is held by the one sealer at a time.
create table audit_progress (
  singleton boolean primary key default true check (singleton),
  transaction xid8 not null,
  entry_id bigint not null
);
insert into audit_progress (transaction, entry_id) values ('0', 0);

create trigger audit_entries_immutable before update or delete on audit_entries
  for each row execute function refuse_change();
create trigger audit_entries_not_truncated before truncate on audit_entries
  for each statement execute function refuse_change();
create trigger audit_seals_immutable before update or delete on audit_seals
  for each row execute function refuse_change();
create trigger audit_seals_not_truncated before truncate on audit_seals
  for each statement execute function refuse_change();

create function record_audit(in_merchant_id uuid, in_action text, in_subject_id uuid, in_details text) returns void
language sql as $$
  insert into audit_entries (merchant_id, action, subject_id, details, context)
    values (in_merchant_id, in_action, in_subject_id, in_details, nullif(current_setting('payment_system.context', true), ''))
$$;

create function audit_payment() returns trigger language plpgsql as $$
begin
  perform record_audit(new.merchant_id, case tg_op when 'INSERT' then 'payment.created' else 'payment.changed' end, new.id,
    format('{"status":"%s","amountMinor":%s,"currency":"%s","capturedMinor":%s,"refundedMinor":%s}',
      new.status, new.amount_minor, new.currency, new.captured_minor, new.refunded_minor));
  return null;
end $$;
create trigger audit_payment_created after insert on payments for each row execute function audit_payment();
create trigger audit_payment_changed after update on payments
  for each row when (
    (old.status, old.captured_minor, old.refunded_minor) is distinct from (new.status, new.captured_minor, new.refunded_minor)
  )
  execute function audit_payment();

-- For tables with merchant_id and id. Arguments: what a row is, and the columns that are secret or of no interest.
create function audit_row() returns trigger language plpgsql as $$
declare
  after_change jsonb := to_jsonb(new) - coalesce(tg_argv[1:], array[]::text[]);
  details jsonb;
begin
  if tg_op = 'INSERT' then
    perform record_audit(new.merchant_id, tg_argv[0] || '.created', new.id, after_change::text);
    return null;
  end if;
  select jsonb_object_agg(n.key, jsonb_build_array(o.value, n.value)) into details
    from jsonb_each(after_change) n join jsonb_each(to_jsonb(old)) o on o.key = n.key
    where n.value is distinct from o.value;
  if details is not null then
    perform record_audit(new.merchant_id, tg_argv[0] || '.changed', new.id, details::text);
  end if;
  return null;
end $$;

create trigger audit_refunds after insert on refunds for each row execute function audit_row('refund', 'idempotency_key');
create trigger audit_users after insert or update on users for each row execute function audit_row('user', 'password_hash');
create trigger audit_sessions after insert or update on sessions for each row execute function audit_row('session');
create trigger audit_api_keys after insert or update on api_keys
  for each row execute function audit_row('api_key', 'hash', 'last_used_at');

-- A password leaves no trace but that it was changed.
create function audit_password() returns trigger language plpgsql as $$
begin
  perform record_audit(new.merchant_id, 'user.password_changed', new.id, '{}');
  return null;
end $$;
create trigger audit_password after update on users
  for each row when (old.password_hash <> new.password_hash) execute function audit_password();

-- Down Migration
drop trigger audit_password on users;
drop trigger audit_api_keys on api_keys;
drop trigger audit_sessions on sessions;
drop trigger audit_users on users;
drop trigger audit_refunds on refunds;
drop trigger audit_payment_changed on payments;
drop trigger audit_payment_created on payments;
drop function audit_password;
drop function audit_row;
drop function audit_payment;
drop function record_audit;
drop table audit_progress;
drop table audit_seals;
drop table audit_entries;
