-- Up Migration

-- What the simulated provider is to tell the service, and when. Like all of its schema it is the provider's own.
create table simulator.webhooks (
  id text primary key,
  -- JSON, sent as it is.
  body text not null,
  -- Sent so many times at once, as providers do now and then.
  copies integer not null check (copies > 0),
  -- When it is sent; when it is sent again if nobody took it.
  due_at timestamptz not null,
  sent_at timestamptz
);
create index webhooks_due on simulator.webhooks (due_at) where sent_at is null;

-- Down Migration
drop table simulator.webhooks;
