-- Up Migration

-- Until when a job leaves an item to whoever took it last; null until the first does. Items are taken in this order, so one
-- that fails every time waits behind those that were not tried yet. Tasks of the release before take what they like.
alter table approvals add column next_attempt_at timestamptz;
create index approvals_due on approvals ((coalesce(next_attempt_at, decided_at))) where status = 'approved';
alter table provider_webhooks add column next_attempt_at timestamptz;
create index provider_webhooks_due on provider_webhooks ((coalesce(next_attempt_at, received_at))) where handled_at is null;

-- An attempt is no change of the approval.
drop trigger audit_approvals on approvals;
create trigger audit_approvals after insert or update on approvals for each row
  execute function audit_row('approval', 'request', 'request_hash', 'result', 'idempotency_key', 'next_attempt_at');

-- Down Migration
drop trigger audit_approvals on approvals;
create trigger audit_approvals after insert or update on approvals
  for each row execute function audit_row('approval', 'request', 'request_hash', 'result', 'idempotency_key');
drop index provider_webhooks_due;
alter table provider_webhooks drop column next_attempt_at;
drop index approvals_due;
alter table approvals drop column next_attempt_at;
