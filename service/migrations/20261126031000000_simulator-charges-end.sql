-- Up Migration

-- A cardholder who was authenticated has not paid yet: the money moves when the charge is confirmed. And a payment has
-- one charge at most that may still take money: the next one, or a void, ends the one before for good.
alter table simulator.operations
  -- Whose charge it is, as the service calls it; null for what tasks of the release before asked for.
  add column payment text,
  -- Of a charge: `automatic` if it takes the money at once, `manual` if captures do; null as above.
  add column capture_method text,
  drop constraint operations_outcome_check,
  add constraint operations_outcome_check check (outcome in (
    'nothing', 'pending', 'succeeded', 'requires_action', 'authenticated', 'failed', 'voided'));
-- What was taken from cardholders before their payment was confirmed or after it was canceled, no book shows.
update simulator.operations o set payment = p.id, capture_method = p.capture_method, outcome = case
    when p.status = 'canceled' then 'voided' when o.outcome = 'succeeded' then 'authenticated' else o.outcome end
  from payments p
  where p.provider_reference = o.reference and p.provider = 'simulator' and p.status in ('requires_action', 'canceled')
    and o.kind = 'charge' and o.outcome in ('requires_action', 'succeeded');
create index operations_open on simulator.operations (payment) where outcome in ('requires_action', 'authenticated');

-- As before, and: a charge voids the payment's charges that wait for their cardholder; a void voids its charge, and fails
-- if that has taken the money.
create or replace function simulator.perform(in_items jsonb) returns table (
  n integer, reference text, outcome text, code text, calls integer, created_at timestamptz
)
language plpgsql as $$
#variable_conflict use_column
begin
  update simulator.operations c set outcome = 'voided'
    from jsonb_to_recordset(in_items) as i (key text, kind text, payment text)
    where i.kind = 'charge' and c.payment = i.payment and c.key <> i.key and c.kind = 'charge'
      and c.outcome in ('requires_action', 'authenticated');
  if in_items @> '[{"kind": "void"}]' then
    update simulator.operations c set outcome = 'voided'
      from jsonb_to_recordset(in_items) as i (key text, kind text, reference text, first_outcome text)
      where i.kind = 'void' and c.reference = i.reference and c.kind = 'charge'
        and (c.outcome in ('pending', 'requires_action', 'authenticated')
          or c.outcome = 'succeeded' and c.capture_method is distinct from 'automatic')
        -- A request that is lost on its way in does nothing.
        and (i.first_outcome <> 'nothing' or exists (select from simulator.operations o where o.key = i.key));
  end if;
  return query
    with items as (
      select i.*, taken.key is not null as refused
        from jsonb_to_recordset(in_items) as i (
          n integer, key text, kind text, reference text, amount_minor bigint, currency text, payment_method text,
          first_outcome text, next_outcome text, code text, resolves_ms integer, payment text, capture_method text)
        left join simulator.operations taken
          on i.kind = 'void' and taken.reference = i.reference and taken.kind = 'charge'
          and taken.outcome = 'succeeded' and taken.capture_method = 'automatic'
    ), performed as (
      insert into simulator.operations as o (key, kind, reference, amount_minor, currency, payment_method, outcome, code,
          resolves_at, payment, capture_method)
        select i.key, i.kind, i.reference, i.amount_minor, i.currency, i.payment_method,
               case when i.refused and i.first_outcome <> 'nothing' then 'failed' else i.first_outcome end,
               case when i.refused then 'charge_already_captured' else i.code end,
               clock_timestamp() + i.resolves_ms * interval '1 millisecond', i.payment, i.capture_method
          from items i order by i.key
        on conflict (key) do update set
          calls = o.calls + 1,
          outcome = case
            when o.outcome = 'nothing' then (
              select case when i.refused then 'failed' else i.next_outcome end from items i where i.key = o.key)
            when o.outcome = 'pending' and o.resolves_at <= clock_timestamp() then 'succeeded'
            else o.outcome end
        returning o.*
    )
    select i.n, p.reference, p.outcome, p.code, p.calls, p.created_at from performed p join items i using (key);
end $$;

-- Goes on with the charge that has the reference, and tells what became of it; nothing if it is unknown.
create function simulator.confirm_charge(in_reference text)
returns table (reference text, outcome text, code text, created_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
begin
  update simulator.operations o set outcome = 'succeeded'
    where o.reference = in_reference and o.kind = 'charge'
      and (o.outcome = 'authenticated' or o.outcome = 'pending' and o.resolves_at <= clock_timestamp());
  return query select o.reference, o.outcome, o.code, o.created_at from simulator.operations o
    where o.reference = in_reference and o.kind = 'charge';
end $$;

-- For tasks of the release before, which know no other way to confirm; they never send a key.
create or replace function simulator.look_up(in_key text, in_reference text)
returns table (reference text, outcome text, code text, created_at timestamptz)
language sql as $$
  select * from simulator.confirm_charge(in_reference)
$$;

create or replace function simulator.complete_action(in_reference text, in_succeeds boolean) returns boolean
language plpgsql as $$
begin
  update simulator.operations o set
      outcome = case when in_succeeds then 'authenticated' else 'failed' end,
      code = case when in_succeeds then null else 'authentication_failed' end
    where o.reference = in_reference and o.kind = 'charge' and o.outcome = 'requires_action';
  return found;
end $$;

-- Down Migration
create or replace function simulator.complete_action(in_reference text, in_succeeds boolean) returns boolean
language plpgsql as $$
begin
  update simulator.operations o set
      outcome = case when in_succeeds then 'succeeded' else 'failed' end,
      code = case when in_succeeds then null else 'authentication_failed' end
    where o.reference = in_reference and o.kind = 'charge' and o.outcome = 'requires_action';
  return found;
end $$;
create or replace function simulator.look_up(in_key text, in_reference text)
returns table (reference text, outcome text, code text, created_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
begin
  update simulator.operations o set outcome = 'succeeded'
    where (o.key = in_key or o.reference = in_reference and o.kind = 'charge')
      and o.outcome = 'pending' and o.resolves_at <= clock_timestamp();
  return query select o.reference, o.outcome, o.code, o.created_at from simulator.operations o
    where o.key = in_key or o.reference = in_reference and o.kind = 'charge';
end $$;
drop function simulator.confirm_charge;
create or replace function simulator.perform(in_items jsonb) returns table (
  n integer, reference text, outcome text, code text, calls integer, created_at timestamptz
)
language plpgsql as $$
#variable_conflict use_column
begin
  return query
    with items as (
      select * from jsonb_to_recordset(in_items) as i (
        n integer, key text, kind text, reference text, amount_minor bigint, currency text, payment_method text,
        first_outcome text, next_outcome text, code text, resolves_ms integer)
    ), performed as (
      insert into simulator.operations as o (key, kind, reference, amount_minor, currency, payment_method, outcome, code, resolves_at)
        select i.key, i.kind, i.reference, i.amount_minor, i.currency, i.payment_method, i.first_outcome, i.code,
               clock_timestamp() + i.resolves_ms * interval '1 millisecond'
          from items i order by i.key
        on conflict (key) do update set
          calls = o.calls + 1,
          outcome = case
            when o.outcome = 'nothing' then (select i.next_outcome from items i where i.key = o.key)
            when o.outcome = 'pending' and o.resolves_at <= clock_timestamp() then 'succeeded'
            else o.outcome end
        returning o.*
    )
    select i.n, p.reference, p.outcome, p.code, p.calls, p.created_at from performed p join items i using (key);
end $$;
drop index simulator.operations_open;
-- To the release before, whoever is authenticated has paid, and a voided authorization is like any other.
update simulator.operations set outcome = case outcome when 'authenticated' then 'succeeded' else 'failed' end
  where outcome in ('authenticated', 'voided');
alter table simulator.operations
  drop constraint operations_outcome_check,
  add constraint operations_outcome_check check (outcome in ('nothing', 'pending', 'succeeded', 'requires_action', 'failed')),
  drop column payment,
  drop column capture_method;
