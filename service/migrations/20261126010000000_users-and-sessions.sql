-- Up Migration
alter table users
  add column status text not null default 'active' constraint user_status check (status in ('active', 'disabled'));
create index users_of_merchant on users (merchant_id, id);

-- A session is what begins with a login: a family of refresh tokens, each of which is replaced when it is used.
create table sessions (
  id uuid primary key,
  merchant_id uuid not null references merchants,
  user_id uuid not null references users,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text constraint session_revoked_because
    check (revoked_because in ('signed_out', 'token_reused', 'user_changed')),
  constraint session_revoked check ((revoked_at is null) = (revoked_because is null))
);
create index sessions_of_user on sessions (user_id);

create table refresh_tokens (
  hash bytea primary key check (length(hash) = 32),
  session_id uuid not null references sessions on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  replaced_by bytea
);
create index refresh_tokens_of_session on refresh_tokens (session_id);

-- Here and not in the service, so that no writer can forget it.
create function end_sessions() returns trigger language plpgsql as $$
begin
  update sessions set revoked_at = now(), revoked_because = 'user_changed'
    where user_id = new.id and revoked_at is null;
  return null;
end $$;
create trigger end_sessions after update on users
  for each row when (new.status <> old.status or new.password_hash <> old.password_hash)
  execute function end_sessions();

-- Repeating it changes nothing. Forgets the user's sessions that ended long ago.
create function begin_session(
  in_session_id uuid, in_merchant_id uuid, in_user_id uuid, in_hash bytea, in_at timestamptz,
  in_token_expires_at timestamptz, in_session_expires_at timestamptz
) returns void language plpgsql as $$
begin
  delete from sessions where user_id = in_user_id and expires_at < in_at - interval '7 days';
  insert into sessions (id, merchant_id, user_id, created_at, expires_at)
    values (in_session_id, in_merchant_id, in_user_id, in_at, in_session_expires_at) on conflict do nothing;
  insert into refresh_tokens (hash, session_id, created_at, expires_at)
    values (in_hash, in_session_id, in_at, in_token_expires_at) on conflict do nothing;
end $$;

-- Exchanges a refresh token for its successor. Outcomes:
--   rotated   the successor is in force; so it is when the same call is repeated because its answer was lost
--   refused   unknown, expired, of an ended session or of a disabled user
--   reused    the token was replaced before, so it is in two hands: its session is ended
create function rotate_refresh_token(
  in_hash bytea, in_new_hash bytea, in_at timestamptz, in_new_expires_at timestamptz
) returns table (outcome text, user_id uuid, merchant_id uuid, role text)
language plpgsql as $$
#variable_conflict use_column
declare
  session sessions%rowtype;
  token refresh_tokens%rowtype;
  holder users%rowtype;
begin
  select s.* into session from sessions s join refresh_tokens t on t.session_id = s.id where t.hash = in_hash for update of s;
  if not found then
    return query select 'refused', null::uuid, null::uuid, null::text;
    return;
  end if;
  select * into token from refresh_tokens t where t.hash = in_hash;
  select * into holder from users u where u.id = session.user_id;
  if session.revoked_at is not null or session.expires_at <= in_at or holder.status <> 'active'
     or token.expires_at <= in_at and token.replaced_by is null then
    return query select 'refused', null::uuid, null::uuid, null::text;
  elsif token.replaced_by is null then
    update refresh_tokens t set replaced_by = in_new_hash where t.hash = in_hash;
    insert into refresh_tokens (hash, session_id, created_at, expires_at)
      values (in_new_hash, session.id, in_at, least(in_new_expires_at, session.expires_at));
    return query select 'rotated', holder.id, holder.merchant_id, holder.role;
  elsif token.replaced_by = in_new_hash then
    return query select 'rotated', holder.id, holder.merchant_id, holder.role;
  else
    update sessions s set revoked_at = in_at, revoked_because = 'token_reused' where s.id = session.id;
    return query select 'reused', holder.id, holder.merchant_id, holder.role;
  end if;
end $$;

-- Changes role or status; null keeps what is. Outcomes: changed, not_found, last_admin (nobody could undo that).
create function change_user(in_merchant_id uuid, in_user_id uuid, in_role text, in_status text)
returns text language plpgsql as $$
declare
  known users%rowtype;
begin
  -- All admins in one order, so that two who disable each other can't both succeed.
  perform from users u where u.merchant_id = in_merchant_id and (u.role = 'admin' or u.id = in_user_id) order by u.id for update;
  select * into known from users u where u.merchant_id = in_merchant_id and u.id = in_user_id;
  if not found then
    return 'not_found';
  end if;
  if known.role = 'admin' and known.status = 'active'
     and (coalesce(in_role, 'admin') <> 'admin' or coalesce(in_status, 'active') <> 'active')
     and not exists (select from users u where u.merchant_id = in_merchant_id and u.role = 'admin'
                       and u.status = 'active' and u.id <> in_user_id) then
    return 'last_admin';
  end if;
  update users u set role = coalesce(in_role, u.role), status = coalesce(in_status, u.status) where u.id = in_user_id;
  return 'changed';
end $$;

-- Down Migration
drop function change_user;
drop function rotate_refresh_token;
drop function begin_session;
drop trigger end_sessions on users;
drop function end_sessions;
drop table refresh_tokens;
drop table sessions;
drop index users_of_merchant;
alter table users drop column status;
