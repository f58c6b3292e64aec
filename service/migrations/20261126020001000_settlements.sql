-- Up Migration

-- What a merchant pays for its payments, in one currency. Without a plan nothing.
create table fee_plans (
  merchant_id uuid not null references merchants,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- Hundredths of a percent of what was captured.
  basis_points integer not null constraint fee_basis_points check (basis_points between 0 and 10000),
  -- For each capture.
  fixed_minor bigint not null constraint fee_fixed check (fixed_minor between 0 and 99999999999),
  primary key (merchant_id, currency)
);

insert into ledger_transfer_kinds (kind, debit_account, credit_account) values
  ('settlement', 'merchant_pending', 'merchant_available'),
  -- When more was refunded than captured.
  ('settlement_shortfall', 'merchant_available', 'merchant_pending'),
  ('fee', 'merchant_pending', 'fees')
  on conflict do nothing;

-- What became available in one go, up to and including a day. A day may have several, each of a bounded number of lines.
create table settlements (
  merchant_id uuid not null references merchants,
  id uuid not null,
  currency text not null,
  day date not null,
  number integer not null check (number > 0),
  -- Captured less refunded.
  gross_minor bigint not null,
  fee_minor bigint not null constraint settlement_fee check (fee_minor >= 0),
  net_minor bigint not null constraint settlement_net check (net_minor = gross_minor - fee_minor),
  line_count integer not null check (line_count > 0),
  created_at timestamptz not null,
  primary key (merchant_id, id),
  unique (merchant_id, currency, day, number)
);

create table settlement_lines (
  merchant_id uuid not null,
  payment_id uuid not null,
  sequence smallint not null,
  settlement_id uuid not null,
  -- To the merchant: positive for a capture, negative for a refund.
  amount_minor bigint not null constraint settlement_line_amount check (amount_minor <> 0),
  fee_minor bigint not null constraint settlement_line_fee check (fee_minor between 0 and greatest(amount_minor, 0)),
  -- A posting is settled at most once.
  primary key (merchant_id, payment_id, sequence),
  constraint settled_posting foreign key (merchant_id, payment_id, sequence) references postings,
  foreign key (merchant_id, settlement_id) references settlements
);
create index settlement_lines_of_settlement on settlement_lines (merchant_id, settlement_id);

-- Up to and including which day everything is settled, so that a search need not go back further than is needed for what was
-- committed late.
create table settlement_progress (
  merchant_id uuid not null references merchants,
  currency text not null,
  settled_through date not null,
  primary key (merchant_id, currency)
);

create trigger settlements_immutable before update or delete on settlements
  for each row execute function refuse_change();
create trigger settlements_not_truncated before truncate on settlements
  for each statement execute function refuse_change();
create trigger settlement_lines_immutable before update or delete on settlement_lines
  for each row execute function refuse_change();
create trigger settlement_lines_not_truncated before truncate on settlement_lines
  for each statement execute function refuse_change();

create function check_settlement(in_merchant_id uuid, in_id uuid) returns void language plpgsql as $$
declare
  settlement settlements%rowtype;
  lines record;
  moved record;
begin
  select * into settlement from settlements s where s.merchant_id = in_merchant_id and s.id = in_id;
  select count(*) as count, coalesce(sum(l.amount_minor), 0) as gross_minor, coalesce(sum(l.fee_minor), 0) as fee_minor,
         count(*) filter (where p.account <> 'merchant_pending' or p.currency <> settlement.currency
           or p.amount_minor <> -l.amount_minor) as foreign_lines
    into lines
    from settlement_lines l join postings p using (merchant_id, payment_id, sequence)
    where l.merchant_id = in_merchant_id and l.settlement_id = in_id;
  select coalesce(sum(t.amount_minor) filter (where t.kind = 'fee'), 0) as fee_minor,
         coalesce(sum(case t.kind when 'settlement' then t.amount_minor when 'settlement_shortfall' then -t.amount_minor else 0 end), 0) as net_minor
    into moved
    from ledger_transfers t where t.merchant_id = in_merchant_id and t.subject_id = in_id and t.currency = settlement.currency;
  if settlement.id is null then
    raise exception using errcode = 'foreign_key_violation', constraint = 'transfer_of_settlement',
      message = format('there is no settlement %s', in_id);
  elsif lines.foreign_lines > 0 then
    raise exception using errcode = 'check_violation', constraint = 'settlement_lines_match_postings',
      message = format('settlement %s has a line that is not its posting', in_id);
  elsif (lines.count, lines.gross_minor, lines.fee_minor) <> (settlement.line_count, settlement.gross_minor, settlement.fee_minor) then
    raise exception using errcode = 'check_violation', constraint = 'settlement_matches_lines',
      message = format('settlement %s says something else than its lines', in_id);
  elsif (moved.net_minor, moved.fee_minor) <> (settlement.net_minor, settlement.fee_minor) then
    raise exception using errcode = 'check_violation', constraint = 'settlement_matches_transfers',
      message = format('settlement %s moved %s and fees of %s, but is %s with fees of %s',
        in_id, moved.net_minor, moved.fee_minor, settlement.net_minor, settlement.fee_minor);
  end if;
end $$;

create function settlement_is_whole() returns trigger language plpgsql as $$
begin
  perform check_settlement(new.merchant_id, new.id);
  return null;
end $$;
create constraint trigger settlement_is_whole after insert on settlements deferrable initially deferred
  for each row execute function settlement_is_whole();

-- A line that is added to a settlement of another transaction would make it say something else.
create function settlement_line_is_counted() returns trigger language plpgsql as $$
declare
  touched record;
begin
  for touched in select distinct merchant_id, settlement_id from inserted loop
    perform check_settlement(touched.merchant_id, touched.settlement_id);
  end loop;
  return null;
end $$;
-- The lines come last, so that each insert can be checked at once.
create trigger settlement_line_is_counted after insert on settlement_lines referencing new table as inserted
  for each statement execute function settlement_line_is_counted();

-- The same for its transfers.
create function settlement_transfer_is_counted() returns trigger language plpgsql as $$
begin
  perform check_settlement(new.merchant_id, new.subject_id);
  return null;
end $$;
create constraint trigger settlement_transfer_is_counted after insert on ledger_transfers deferrable initially deferred
  for each row when (new.kind in ('settlement', 'settlement_shortfall', 'fee')) execute function settlement_transfer_is_counted();

-- Half a minor unit is rounded up, and never more than was captured. domain/fee.ts computes the same.
create function fee_of(in_captured_minor bigint, in_basis_points integer, in_fixed_minor bigint) returns bigint
language sql immutable as $$
  select least(in_captured_minor, (in_captured_minor * in_basis_points + 5000) / 10000 + in_fixed_minor)
$$;

-- Settles what was posted until the end of a day (UTC), at most in_lines_max lines. Gives the number of lines: 0 if nothing
-- is left, or null if another task is at it. Repeating it never settles anything twice.
create function settle(
  in_merchant_id uuid, in_currency text, in_day date, in_id uuid, in_fee_id uuid, in_net_id uuid, in_at timestamptz,
  in_lines_max integer
) returns integer language plpgsql as $$
declare
  settled record;
  plan record;
  net_minor bigint;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('settlement ' || in_merchant_id || in_currency, 0)) then
    return null;
  end if;
  select s.line_count as count into settled from settlements s where s.merchant_id = in_merchant_id and s.id = in_id;
  -- This very call, whose answer was lost.
  if found then
    return settled.count;
  end if;
  perform lock_accounts(in_merchant_id, in_currency, array['fees', 'merchant_available', 'merchant_pending']);
  select coalesce(max(f.basis_points), 0) as basis_points, coalesce(max(f.fixed_minor), 0) as fixed_minor into plan
    from fee_plans f where f.merchant_id = in_merchant_id and f.currency = in_currency;
  select count(*)::integer as count, sum(l.amount_minor)::bigint as gross_minor, sum(l.fee_minor)::bigint as fee_minor,
         array_agg(l.payment_id) as payment_ids, array_agg(l.sequence) as sequences,
         array_agg(l.amount_minor) as amounts_minor, array_agg(l.fee_minor) as fees_minor
    into settled
    from (
      select p.payment_id, p.sequence, -p.amount_minor as amount_minor,
             case when p.amount_minor < 0 then fee_of(-p.amount_minor, plan.basis_points, plan.fixed_minor) else 0 end as fee_minor
        from postings p
        where p.merchant_id = in_merchant_id and p.currency = in_currency and p.account = 'merchant_pending'
          and p.created_at < (in_day + 1)::timestamp at time zone 'UTC'
          and p.created_at >= coalesce(
            (select g.settled_through - 3 from settlement_progress g where g.merchant_id = in_merchant_id and g.currency = in_currency)
              ::timestamp at time zone 'UTC', '-infinity')
          and not exists (select from settlement_lines l
            where l.merchant_id = p.merchant_id and l.payment_id = p.payment_id and l.sequence = p.sequence)
        order by p.payment_id, p.sequence limit in_lines_max
    ) l;
  if settled.count < in_lines_max then
    insert into settlement_progress as g (merchant_id, currency, settled_through) values (in_merchant_id, in_currency, in_day)
      on conflict (merchant_id, currency) do update set settled_through = greatest(g.settled_through, excluded.settled_through);
  end if;
  if settled.count = 0 then
    return 0;
  end if;
  net_minor := settled.gross_minor - settled.fee_minor;
  insert into settlements (merchant_id, id, currency, day, number, gross_minor, fee_minor, net_minor, line_count, created_at)
    select in_merchant_id, in_id, in_currency, in_day,
           1 + coalesce((select max(s.number) from settlements s
             where s.merchant_id = in_merchant_id and s.currency = in_currency and s.day = in_day), 0),
           settled.gross_minor, settled.fee_minor, net_minor, settled.count, in_at;
  if settled.fee_minor > 0 then
    perform post_transfer(in_merchant_id, in_fee_id, 'fee', in_currency, settled.fee_minor, false, in_id, in_at);
  end if;
  if net_minor <> 0 then
    perform post_transfer(in_merchant_id, in_net_id, case when net_minor > 0 then 'settlement' else 'settlement_shortfall' end,
      in_currency, abs(net_minor), false, in_id, in_at);
  end if;
  insert into settlement_lines (merchant_id, payment_id, sequence, settlement_id, amount_minor, fee_minor)
    select in_merchant_id, l.payment_id, l.sequence, in_id, l.amount_minor, l.fee_minor
      from unnest(settled.payment_ids, settled.sequences, settled.amounts_minor, settled.fees_minor)
        as l (payment_id, sequence, amount_minor, fee_minor);
  return settled.count;
end $$;

-- Down Migration
drop function settle;
drop function fee_of;
drop trigger settlement_transfer_is_counted on ledger_transfers;
drop function settlement_transfer_is_counted;
drop table settlement_lines;
drop table settlements;
drop function settlement_line_is_counted;
drop function settlement_is_whole;
drop function check_settlement;
drop table settlement_progress;
drop table fee_plans;
