-- Up Migration

-- What providers have told, each once. `payload` is what was signed, byte for byte.
create table provider_webhooks (
  provider text not null,
  event_id text not null check (length(event_id) between 1 and 255),
  type text not null,
  payload text not null,
  received_at timestamptz not null default now(),
  -- When the service had acted on it; null until then.
  handled_at timestamptz,
  primary key (provider, event_id)
);
create index provider_webhooks_to_handle on provider_webhooks (received_at) where handled_at is null;
create trigger provider_webhooks_immutable before update on provider_webhooks
  for each row
  when (
    (old.provider, old.event_id, old.type, old.payload, old.received_at)
      is distinct from (new.provider, new.event_id, new.type, new.payload, new.received_at)
  )
  execute function refuse_change();

-- Down Migration
drop table provider_webhooks;
