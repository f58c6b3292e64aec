-- Up Migration

-- As before; what was taken is looked for by its reference, one void at a time.
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
        left join lateral (
          select o.key from simulator.operations o
            where i.kind = 'void' and o.reference = i.reference and o.kind = 'charge' and o.outcome = 'succeeded'
              and o.capture_method = 'automatic'
            limit 1
        ) taken on true
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

-- These look up a few rows by their keys in tables that grow. Statistics of a young database say that reading a table or an
-- index whole is cheaper, and are believed for as long as it takes autovacuum to see that it has grown. Whoever replaces
-- one of these functions says this again.
alter function begin_operations(jsonb) set enable_seqscan = off;
alter function begin_operations(jsonb) set enable_hashjoin = off;
alter function begin_operations(jsonb) set enable_mergejoin = off;
alter function begin_payments_of_customers(jsonb) set enable_seqscan = off;
alter function begin_payments_of_customers(jsonb) set enable_hashjoin = off;
alter function begin_payments_of_customers(jsonb) set enable_mergejoin = off;
alter function settle_operations(jsonb) set enable_seqscan = off;
alter function settle_operations(jsonb) set enable_hashjoin = off;
alter function settle_operations(jsonb) set enable_mergejoin = off;
alter function simulator.perform(jsonb) set enable_seqscan = off;
alter function simulator.perform(jsonb) set enable_hashjoin = off;
alter function simulator.perform(jsonb) set enable_mergejoin = off;

-- Down Migration
alter function begin_operations(jsonb) reset enable_seqscan;
alter function begin_operations(jsonb) reset enable_hashjoin;
alter function begin_operations(jsonb) reset enable_mergejoin;
alter function begin_payments_of_customers(jsonb) reset enable_seqscan;
alter function begin_payments_of_customers(jsonb) reset enable_hashjoin;
alter function begin_payments_of_customers(jsonb) reset enable_mergejoin;
alter function settle_operations(jsonb) reset enable_seqscan;
alter function settle_operations(jsonb) reset enable_hashjoin;
alter function settle_operations(jsonb) reset enable_mergejoin;
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
