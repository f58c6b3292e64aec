-- Up Migration

-- For statements of an account, and for what of it is to be settled: both ask for a few days among all that there ever was.
create index postings_of_account on postings (merchant_id, currency, account, created_at);
-- For who looks for what somebody did, which may be rare.
create index audit_entries_by_action on audit_entries (merchant_id, action, id);

-- Down Migration
drop index audit_entries_by_action;
drop index postings_of_account;
