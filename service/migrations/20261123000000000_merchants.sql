-- Up Migration
create table merchants (
  id uuid primary key,
  name text not null check (name <> ''),
  created_at timestamptz not null default now()
);

create table users (
  id uuid primary key,
  merchant_id uuid not null references merchants,
  email text not null unique check (email = lower(email)),
  password_hash text not null,
  role text not null check (role in ('admin', 'operator', 'viewer', 'auditor')),
  created_at timestamptz not null default now()
);

-- Down Migration
drop table users;
drop table merchants;
