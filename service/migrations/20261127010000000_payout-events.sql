-- Up Migration

create function publish_payout_event() returns trigger language plpgsql as $$
declare
  name text := case tg_op when 'INSERT' then 'created' else new.status end;
  hex text := replace(new.id::text, '-', '');
begin
  perform publish_event(new.merchant_id, format('evt_%s_%s', hex, name), 'payout.' || name, 'po_' || hex, now(),
    format('{"payout":%s}', render_payout(new)));
  return null;
end $$;
create trigger publish_payout_created after insert on payouts for each row execute function publish_payout_event();
create trigger publish_payout_change after update on payouts
  for each row when (new.status <> old.status) execute function publish_payout_event();

-- Down Migration
drop trigger publish_payout_change on payouts;
drop trigger publish_payout_created on payouts;
drop function publish_payout_event;
