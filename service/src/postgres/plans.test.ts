import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runInContext } from "../context/request-context.ts";
import type { Principal } from "../domain/access.ts";
import { fillPayments } from "../testing/fill-payments.ts";
import { fixturesOf, type MerchantFixtures } from "../testing/merchant-fixtures.ts";
import { PlanLog, type PlanNode } from "../testing/plan-log.ts";
import { readOperationsOf, type ReadOperation } from "../testing/read-operations.ts";
import { PostgresServer } from "../testing/postgres-server.ts";
import { serverKind } from "../testing/server-kind.ts";
import { createMerchant, MIGRATIONS, NO_LOG, TestService } from "../testing/test-service.ts";
import { settleDue } from "../usecases/settle-due.ts";
import { openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";
import { createOperationStore } from "./operation-store.ts";

/** So many that whoever reads all of a merchant's, or of a table's, is found out. */
const PAYMENTS = 30_000;
const MERCHANTS = 3;
/** More than a page and what hangs on it, far fewer than a merchant has. */
const ROWS_READ_MAX = 1_000;
/** Read all that a merchant has, and say so: the export, the audit log's verification, and sums of the whole ledger. */
const WHOLE = ["GET /api/v1/export", "GET /api/v1/audit-entries/verification", "GET /api/v1/ledger/statement"];

// The server's log is a file that a container keeps to itself.
describe.skipIf(serverKind() === "containers")("on tables with many rows", () => {
  let log: PlanLog;
  let server: PostgresServer;
  let service: TestService;
  let owner: Principal;
  let fixtures: MerchantFixtures;
  let operations: readonly ReadOperation[];
  let bigTables: ReadonlySet<string>;

  beforeAll(async () => {
    log = new PlanLog();
    server = await PostgresServer.start(log.settings);
    await migrate(server.connection, { directory: MIGRATIONS, log: NO_LOG });
    service = await TestService.start(server.connection, 4);
    const merchants: Principal[] = [];
    for (let number = 0; number < MERCHANTS; number++) merchants.push(await createMerchant(server));
    owner = merchants[0]!;
    for (const merchant of merchants) fixtures = await fixturesOf(service, merchant);
    fixtures = await fixturesOf(service, owner);
    const client = await server.connect();
    await client.query("set auto_explain.log_min_duration = -1");
    await fillPayments(client, {
      payments: PAYMENTS,
      merchants: merchants.map(({ merchantId }) => merchantId),
      days: 20,
    });
    await client.query(`insert into settlement_progress (merchant_id, currency, settled_through)
      select id, 'EUR', current_date - 4 from merchants on conflict (merchant_id, currency) do update set settled_through = current_date - 4`);
    const { rows } = await client.query<{ relname: string }>(
      "select relname from pg_class where relkind = 'r' and reltuples >= 1000",
    );
    bigTables = new Set(rows.map(({ relname }) => relname));
    await client.end();
    operations = readOperationsOf((await service.request("/openapi.json")).text);
  }, 120_000);
  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    log[Symbol.dispose]();
  });

  test("the tables are those that the lists and searches read", () => {
    for (const table of ["payments", "refunds", "payment_events", "postings", "audit_entries", "webhook_deliveries"]) {
      expect(bigTables).toContain(table);
    }
  });

  test("each read, with each of its filters, reads little more than it gives, through indexes", async () => {
    const found: string[] = [];
    for (const { name, path, queries } of operations.filter((operation) => !WHOLE.includes(operation.name))) {
      for (const query of queries) {
        const traceId = newTraceId();
        const { status, text } = await service.request(`${fixtures.fill(path)}${query}`, {
          headers: {
            authorization: `Bearer ${service.token(owner)}`,
            traceparent: `00-${traceId}-0000000000000001-01`,
          },
        });
        expect(status, `${path}${query}: ${text}`).toBe(200);
        for (const objection of await objections(traceId, ROWS_READ_MAX)) found.push(`${name}${query}: ${objection}`);
      }
    }
    expect(found).toEqual([]);
  });

  test("the statement of a day finds it by an index, whatever there was before", async () => {
    const traceId = newTraceId();
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const period = `account=merchant_pending&currency=EUR&from=${day}&to=${day}`;
    const { status } = await service.request(`/api/v1/ledger/statement?${period}`, {
      headers: { authorization: `Bearer ${service.token(owner)}`, traceparent: `00-${traceId}-0000000000000001-01` },
    });
    expect(status).toBe(200);
    expect(await objections(traceId, ROWS_READ_MAX * 10)).toEqual([]);
  });

  test("the jobs find what is due by indexes", async () => {
    const database = await openDatabase(server.connection, 2);
    const operations = createOperationStore(database);
    const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
      settlement: () => settleDue(service.books.settlements, { now: new Date(), delayDays: 1 }),
      payouts: () => service.books.payouts.take({ at: new Date(), leaseMs: 1_000, limit: 20 }),
      webhooks: () => service.dispatcher.run(),
      approvals: () => service.approvals.approvals.take({ before: new Date(), leaseMs: 1_000 }),
      recovery: () => operations.takeOver({ olderThanMs: 1_000, leaseMs: 1_000, limit: 20 }),
      expiry: () => operations.expire(20),
    };
    try {
      for (const [job, run] of Object.entries(jobs)) {
        const traceId = newTraceId();
        await runInContext({ requestId: job, traceId }, run);
        // A settlement takes 2,000 lines at a time, and looks at those of the days before.
        expect(await objections(traceId, job === "settlement" ? PAYMENTS : ROWS_READ_MAX), job).toEqual([]);
      }
    } finally {
      await database.close();
    }
  });

  /** What in the request's plans reads a big table as a whole, or more rows of it than `rowsMax`. */
  async function objections(traceId: string, rowsMax: number): Promise<readonly string[]> {
    const plans = await log.plansOf(server, traceId);
    expect(plans.length).toBeGreaterThan(0);
    return plans.flatMap((plan) =>
      nodesOf(plan.Plan)
        .filter((node) => bigTables.has(node["Relation Name"] ?? ""))
        .filter((node) => node["Node Type"] === "Seq Scan" || rowsRead(node) > rowsMax)
        .map(
          (node) => `${node["Node Type"]} reads ${rowsRead(node)} of ${node["Relation Name"]}: ${plan["Query Text"]}`,
        ),
    );
  }
});

function newTraceId(): string {
  return randomBytes(16).toString("hex");
}

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function rowsRead(node: PlanNode): number {
  const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return (node["Actual Rows"] + removed) * node["Actual Loops"];
}
