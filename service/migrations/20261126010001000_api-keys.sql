-- Up Migration
create table api_keys (
  merchant_id uuid not null references merchants,
  id uuid not null,
  kind text not null constraint api_key_kind check (kind in ('secret', 'publishable')),
  name text not null check (name <> ''),
  -- SHA-256 of the key, which is shown once and never stored.
  hash bytea not null unique check (length(hash) = 32),
  last_four text not null check (length(last_four) = 4),
  scopes text[] not null,
  created_by uuid not null references users,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (merchant_id, id)
);

create trigger api_keys_terms_immutable before update on api_keys
  for each row
  when (
    (old.merchant_id, old.id, old.kind, old.hash, old.scopes, old.created_by, old.created_at)
      is distinct from
    (new.merchant_id, new.id, new.kind, new.hash, new.scopes, new.created_by, new.created_at)
    or old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at
  )
  execute function refuse_change();

-- Down Migration
drop table api_keys;
