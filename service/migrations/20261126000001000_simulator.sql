-- Up Migration

-- The payment provider of demos and tests. It stands for a system of its own: the service reaches it only through
-- `simulator.perform`, in transactions of their own, and no table of the service refers to it or is referred to.
create schema simulator;

create table simulator.operations (
  key text primary key,
  kind text not null,
  reference text not null,
  amount_minor bigint not null,
  currency text not null,
  payment_method text,
  -- How often it was asked for under this key. Only once did anything happen.
  calls integer not null default 1,
  -- `nothing` if it was asked but nothing has happened yet, as when a request is lost on its way in.
  outcome text not null check (outcome in ('nothing', 'pending', 'succeeded', 'requires_action', 'failed')),
  code text,
  resolves_at timestamptz,
  created_at timestamptz not null default now()
);
create index operations_of_reference on simulator.operations (reference);

-- Does what each item asks for unless its key is known, and tells what happened under the key, now or then. The items'
-- outcomes come from the caller, who knows the test payment methods; what is remembered decides.
create function simulator.perform(in_items jsonb) returns table (
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

-- What happened under a key, or to the charge with a reference; nothing if it is unknown.
create function simulator.look_up(in_key text, in_reference text)
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

-- The cardholder has done what a payment required, or has failed at it.
create function simulator.complete_action(in_reference text, in_succeeds boolean) returns boolean
language plpgsql as $$
begin
  update simulator.operations o set
      outcome = case when in_succeeds then 'succeeded' else 'failed' end,
      code = case when in_succeeds then null else 'authentication_failed' end
    where o.reference = in_reference and o.kind = 'charge' and o.outcome = 'requires_action';
  return found;
end $$;

-- Down Migration
drop schema simulator cascade;
