import { sql } from "slonik";
import { z } from "zod";
import type { Database } from "../../postgres/database.ts";

export interface SimulatorWebhook {
  readonly id: string;
  /** JSON. */
  readonly body: string;
  /** How often it is sent at once. */
  readonly copies: number;
}

/** What the simulated provider tells: of what, and whose it is. */
export interface SimulatorNews {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly merchantId: string; readonly paymentId: string; readonly dispute?: string };
}

const nothing = z.object({});
const webhookRow = z.object({ id: z.string(), body: z.string(), copies: z.number() });

/** What the simulated provider is going to tell the service. */
export class SimulatorWebhooks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Once an id, however often it is called. */
  async announce(news: SimulatorNews, delayMs: number, copies = 1): Promise<void> {
    await this.#database.run((connection) =>
      connection.query(
        sql.prepared("simulator_announce", nothing)`
          insert into simulator.webhooks (id, body, copies, due_at)
          values (${news.id}, ${JSON.stringify(news)}, ${copies}, now() + ${delayMs} * interval '1 ms') on conflict do nothing`,
      ),
    );
  }

  /** One that is due; nobody else gets it for `leaseMs`. */
  async take(leaseMs: number): Promise<SimulatorWebhook | undefined> {
    return (
      (await this.#database.run((connection) =>
        connection.maybeOne(
          sql.prepared("simulator_take_webhook", webhookRow)`
            update simulator.webhooks w set due_at = now() + ${leaseMs} * interval '1 ms'
            from (
              select id from simulator.webhooks where sent_at is null and due_at <= now()
              order by due_at limit 1 for no key update skip locked
            ) due
            where w.id = due.id returning w.id, w.body, w.copies`,
        ),
      )) ?? undefined
    );
  }

  async markSent(id: string): Promise<void> {
    await this.#database.run((connection) =>
      connection.query(
        sql.prepared("simulator_webhook_sent", nothing)`
          update simulator.webhooks set sent_at = now() where id = ${id}`,
      ),
    );
  }
}
