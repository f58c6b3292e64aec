-- Up Migration
create table webhook_endpoints (
  merchant_id uuid not null references merchants,
  id uuid not null unique,
  url text not null check (length(url) between 1 and 2048),
  -- Empty for all.
  event_types text[] not null,
  -- Whether the events of one payment arrive one after the other.
  ordered boolean not null,
  status text not null constraint webhook_endpoint_status check (status in ('enabled', 'disabled', 'deleted')),
  created_at timestamptz not null,
  primary key (merchant_id, id)
);

-- What deliveries are signed with: several at a time while a receiver changes from one to the next.
create table webhook_secrets (
  merchant_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  secret text not null,
  created_at timestamptz not null,
  -- Null for the newest.
  expires_at timestamptz,
  primary key (merchant_id, endpoint_id, id),
  foreign key (merchant_id, endpoint_id) references webhook_endpoints
);

-- The outbox: what some endpoint is to be told, with the bytes that it gets.
create table webhook_events (
  merchant_id uuid not null,
  position bigint generated always as identity,
  id text not null,
  type text not null,
  -- What the event is about; the events of one subject have an order.
  subject text not null,
  payload text not null,
  created_at timestamptz not null,
  primary key (merchant_id, position),
  unique (merchant_id, id)
);

create table webhook_deliveries (
  merchant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  endpoint_id uuid not null,
  event_position bigint not null,
  subject text not null,
  state text not null default 'pending'
    constraint webhook_delivery_state check (state in ('pending', 'delivered', 'dead')),
  attempts integer not null default 0,
  -- While an attempt is made, when it is taken for lost.
  next_attempt_at timestamptz not null default now(),
  give_up_at timestamptz not null default now() + interval '3 days',
  primary key (merchant_id, id),
  unique (endpoint_id, event_position),
  foreign key (merchant_id, endpoint_id) references webhook_endpoints,
  foreign key (merchant_id, event_position) references webhook_events
) with (fillfactor = 70);
create index webhook_deliveries_due on webhook_deliveries (endpoint_id, next_attempt_at) where state = 'pending';
create index webhook_deliveries_pending on webhook_deliveries (endpoint_id, subject, event_position) where state = 'pending';
create index webhook_deliveries_of_endpoint on webhook_deliveries (merchant_id, endpoint_id, event_position);

create table webhook_attempts (
  merchant_id uuid not null,
  delivery_id uuid not null,
  number integer not null check (number > 0),
  started_at timestamptz not null,
  duration_ms integer not null,
  -- Of the answer; null if there was none.
  status smallint,
  error text,
  primary key (merchant_id, delivery_id, number),
  foreign key (merchant_id, delivery_id) references webhook_deliveries
);

create trigger webhook_events_immutable before update or delete on webhook_events
  for each row execute function refuse_change();
create trigger webhook_attempts_immutable before update or delete on webhook_attempts
  for each row execute function refuse_change();
create trigger audit_webhook_endpoints after insert or update on webhook_endpoints
  for each row execute function audit_row('webhook_endpoint');
create trigger audit_webhook_secrets after insert or update on webhook_secrets
  for each row execute function audit_row('webhook_secret', 'secret');

-- Puts an event and its deliveries into the outbox, in the transaction of the change that it tells of. `in_data` is JSON.
-- Writes nothing for a merchant whom nobody is to be told anything about.
create function publish_event(
  in_merchant_id uuid, in_id text, in_type text, in_subject text, in_at timestamptz, in_data text
) returns void language plpgsql as $$
declare
  new_position bigint;
begin
  if not exists (select from webhook_endpoints e where e.merchant_id = in_merchant_id and e.status = 'enabled'
                   and (e.event_types = '{}' or in_type = any (e.event_types))) then
    return;
  end if;
  insert into webhook_events (merchant_id, id, type, subject, payload, created_at)
    values (in_merchant_id, in_id, in_type, in_subject,
      format('{"id":%s,"type":%s,"createdAt":"%s","data":%s}', to_json(in_id), to_json(in_type), render_time(in_at), in_data),
      in_at)
    returning position into new_position;
  insert into webhook_deliveries (merchant_id, endpoint_id, event_position, subject)
    select in_merchant_id, e.id, new_position, in_subject from webhook_endpoints e
      where e.merchant_id = in_merchant_id and e.status = 'enabled'
        and (e.event_types = '{}' or in_type = any (e.event_types));
end $$;

-- On the timeline, which every change of a payment and every refund writes: no writer can forget to tell.
create function publish_payment_events() returns trigger language plpgsql as $$
declare
  event record;
  payment payments%rowtype;
  hex text;
begin
  for event in
    select i.* from inserted i
      where exists (select from webhook_endpoints e where e.merchant_id = i.merchant_id and e.status = 'enabled')
      order by i.merchant_id, i.payment_id, i.sequence
  loop
    select * into payment from payments p where p.merchant_id = event.merchant_id and p.id = event.payment_id;
    hex := replace(event.payment_id::text, '-', '');
    perform publish_event(event.merchant_id, format('evt_%s_%s', hex, event.sequence), 'payment.' || event.type,
      'pay_' || hex, event.created_at,
      format('{"amountMinor":%s,"refundId":%s,"payment":%s}', event.amount_minor,
        coalesce('"re_' || replace(event.refund_id::text, '-', '') || '"', 'null'), render_payment(payment)));
  end loop;
  return null;
end $$;
create trigger publish_payment_events after insert on payment_events referencing new table as inserted
  for each statement execute function publish_payment_events();

-- Down Migration
drop trigger publish_payment_events on payment_events;
drop function publish_payment_events;
drop function publish_event;
drop table webhook_attempts;
drop table webhook_deliveries;
drop table webhook_events;
drop table webhook_secrets;
drop table webhook_endpoints;
