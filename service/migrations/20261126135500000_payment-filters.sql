-- Up Migration

-- Each ends with the id, which is the order of the list; a range of time is one of ids, and has the primary key.
create index payments_by_status on payments (merchant_id, status, id);
create index payments_by_currency on payments (merchant_id, currency, id);

-- Down Migration
drop index payments_by_currency;
drop index payments_by_status;
