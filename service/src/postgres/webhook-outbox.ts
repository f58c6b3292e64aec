import { sql } from "slonik";
import { z } from "zod";
import type { WebhookOutbox } from "../usecases/webhook-ports.ts";
import type { Database } from "./database.ts";

const claimedRow = z
  .object({
    merchant_id: z.string(),
    id: z.string(),
    endpoint_id: z.string(),
    url: z.string(),
    secrets: z.array(z.string()),
    event_id: z.string(),
    payload: z.string(),
    attempts: z.number(),
    give_up_at: z.date(),
  })
  .transform((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    endpointId: row.endpoint_id,
    url: row.url,
    secrets: row.secrets,
    eventId: row.event_id,
    payload: row.payload,
    attempt: row.attempts,
    giveUpAt: row.give_up_at,
  }));

const nothing = z.object({});

const backlogRow = z
  .object({ due: z.number(), delay_ms: z.number() })
  .transform(({ due, delay_ms }) => ({ due, delayMs: delay_ms }));
/** Of an endpoint; so that a long backlog is no long query. */
const COUNTED_MAX = 10_000;

export function createWebhookOutbox(database: Database): WebhookOutbox {
  return { ...createClaim(database), ...createRecord(database), ...createBacklog(database) };
}

function createBacklog(database: Database): Pick<WebhookOutbox, "backlog"> {
  return {
    backlog: () =>
      database.run((connection) =>
        connection.one(
          sql.prepared("webhook_backlog", backlogRow)`
            select count(*)::int as due,
              coalesce(extract(epoch from now() - min(d.next_attempt_at)) * 1000, 0)::float8 as delay_ms
            from webhook_endpoints e cross join lateral (
              select q.next_attempt_at from webhook_deliveries q
              where q.endpoint_id = e.id and q.state = 'pending' and q.next_attempt_at <= now()
              order by q.next_attempt_at limit ${COUNTED_MAX}
            ) d
            where e.status = 'enabled'`,
        ),
      ),
  };
}

function createClaim(database: Database): Pick<WebhookOutbox, "claim"> {
  return {
    claim: ({ limit, perEndpoint, perMerchant, running, leaseMs }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("claim_webhook_deliveries", claimedRow)`
            with running as materialized (
              select * from unnest(${sql.array(
                running.map(({ merchantId }) => merchantId),
                "uuid",
              )}, ${sql.array(
                running.map(({ endpointId }) => endpointId),
                "uuid",
              )}) r (merchant_id, endpoint_id)
            ), candidates as materialized (
              select d.*, e.url, row_number() over (
                partition by d.merchant_id order by d.next_attempt_at, d.event_position) as number
              from webhook_endpoints e
              left join (select endpoint_id, count(*) from running group by endpoint_id) r on r.endpoint_id = e.id
              cross join lateral (
                select q.merchant_id, q.id, q.next_attempt_at, q.event_position from webhook_deliveries q
                where q.endpoint_id = e.id and q.state = 'pending' and q.next_attempt_at <= now()
                  and (not e.ordered or not exists (
                    select from webhook_deliveries earlier
                    where earlier.endpoint_id = q.endpoint_id and earlier.subject = q.subject
                      and earlier.state = 'pending' and earlier.event_position < q.event_position))
                order by q.next_attempt_at, q.event_position
                limit greatest(${perEndpoint}::bigint - coalesce(r.count, 0), 0)
              ) d
              where e.status = 'enabled'
            ), due as materialized (
              select q.merchant_id, q.id, c.url from candidates c
              left join (select merchant_id, count(*) from running group by merchant_id) r on r.merchant_id = c.merchant_id
              join webhook_deliveries q on q.merchant_id = c.merchant_id and q.id = c.id
              where c.number <= ${perMerchant}::bigint - coalesce(r.count, 0)
                -- Again, for what another task has claimed since.
                and q.state = 'pending' and q.next_attempt_at <= now()
              order by c.next_attempt_at, c.event_position limit ${limit} for update of q skip locked
            ), claimed as (
              update webhook_deliveries d
              set attempts = d.attempts + 1, next_attempt_at = now() + ${leaseMs} * interval '1 ms'
              from due where d.merchant_id = due.merchant_id and d.id = due.id
              returning d.merchant_id, d.id, d.endpoint_id, due.url, d.event_position, d.attempts, d.give_up_at
            )
            select c.merchant_id, c.id, c.endpoint_id, c.url, v.id as event_id, v.payload, c.attempts, c.give_up_at,
              array(
                select s.secret from webhook_secrets s
                where s.merchant_id = c.merchant_id and s.endpoint_id = c.endpoint_id
                  and (s.expires_at is null or s.expires_at > now())
                order by s.created_at desc
              ) as secrets
            from claimed c join webhook_events v on v.merchant_id = c.merchant_id and v.position = c.event_position`,
        ),
      ),
  };
}

function createRecord(database: Database): Pick<WebhookOutbox, "record"> {
  return {
    record: async (delivery, { number, startedAt, durationMs, status, error, outcome, nextAttemptAt }) => {
      const state = outcome === "delivered" ? "delivered" : nextAttemptAt === undefined ? "dead" : "pending";
      await database.run((connection) =>
        connection.query(
          sql.prepared("record_webhook_attempt", nothing)`
            with attempt as (
              insert into webhook_attempts (merchant_id, delivery_id, number, started_at, duration_ms, status, error)
              values (${delivery.merchantId}, ${delivery.id}, ${number}, ${startedAt.toISOString()}, ${durationMs},
                ${status}, ${error})
              on conflict do nothing
            )
            update webhook_deliveries d
            set state = ${state}, next_attempt_at = coalesce(${nextAttemptAt?.toISOString() ?? null}, d.next_attempt_at)
            where d.merchant_id = ${delivery.merchantId} and d.id = ${delivery.id} and d.state = 'pending'
              and (${state} = 'delivered' or d.attempts = ${number})`,
        ),
      );
    },
  };
}
