import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { migrate } from "../postgres/migrate.ts";
import { MerchantClient } from "../testing/merchant-client.ts";
import { startPostgresWithReplica, type PostgresWithReplica } from "../testing/postgres-with-replica.ts";
import { RedisServer } from "../testing/redis-server.ts";
import { serverKind } from "../testing/server-kind.ts";
import { addUser, createMerchant, MIGRATIONS, NO_LOG, TestService } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

// What replays WAL is a process that is stopped here.
describe.skipIf(serverKind() === "containers")("with a read replica", () => {
  let postgres: PostgresWithReplica;
  let redis: RedisServer;
  /** Two tasks of the service. */
  let tasks: [TestService, TestService];
  let merchant: Principal;
  let writer: MerchantClient;
  let writerAtTheOtherTask: MerchantClient;

  beforeAll(async () => {
    postgres = await startPostgresWithReplica();
    await migrate(postgres.primary.connection, { directory: MIGRATIONS, log: NO_LOG });
    redis = await RedisServer.start();
    const options = {
      redis: { host: "127.0.0.1", port: redis.port, password: redis.password, tls: false },
      replica: postgres.replicaConnection,
    };
    const start = () => TestService.start(postgres.primary.connection, 4, options);
    tasks = [await start(), await start()];
  });
  afterAll(async () => {
    for (const task of tasks) await task[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    merchant = await createMerchant(postgres.primary);
    writer = new MerchantClient(tasks[0], merchant);
    writerAtTheOtherTask = new MerchantClient(tasks[1], merchant);
  });
  afterEach(() => atReplica("select pg_wal_replay_resume()"));

  async function atReplica(statement: string): Promise<void> {
    const client = new pg.Client(postgres.replicaConnection);
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }

  async function readsFrom(database: string): Promise<number> {
    const { values } = await tasks[0].metrics.reads.get();
    return values.find(({ labels }) => labels.database === database)?.value ?? 0;
  }

  /** Where the client's next read comes from. */
  async function sourceOf(client: MerchantClient): Promise<string> {
    const before = await readsFrom("replica");
    expect((await client.get("/api/v1/payments")).status).toBe(200);
    return (await readsFrom("replica")) > before ? "replica" : "primary";
  }

  const untilFrom = (source: string, client = writer): Promise<true> =>
    until(`reads to come from the ${source}`, async () => ((await sourceOf(client)) === source ? true : undefined));

  test("reads come from the replica, once it has what their caller wrote", async () => {
    const path = await writer.newPayment();
    expect(await sourceOf(writer)).toBe("primary");
    await untilFrom("replica");
    expect((await writer.read(path)).status).toBe("succeeded");
    expect((await writer.timeline(path)).length).toBeGreaterThan(0);
  });

  test("whoever writes reads it at once, at every task, however far the replica is behind", async () => {
    await untilFrom("replica");
    await atReplica("select pg_wal_replay_pause()");
    for (let time = 0; time < 20; time++) {
      const path = await writer.newPayment({ amountMinor: 100 + time, currency: "EUR", captureMethod: "manual" });
      expect((await writerAtTheOtherTask.read(path)).amountMinor).toBe(100 + time);
      await writer.post(`${path}/capture`);
      for (const client of [writer, writerAtTheOtherTask]) expect((await client.read(path)).status).toBe("succeeded");
    }
  });

  test("who wrote nothing may not see it for two seconds at most", async () => {
    const reader = new MerchantClient(tasks[0], await addUser(postgres.primary, merchant.merchantId, "viewer"));
    await untilFrom("replica", reader);
    await atReplica("select pg_wal_replay_pause()");
    const path = await writer.newPayment();
    const start = Date.now();
    const { status } = await until("the reader to see it", async () => {
      const answer = await reader.get(path);
      return answer.status === 200 ? answer : undefined;
    });
    expect(status).toBe(200);
    // With time for a busy machine; the replica has not gone on meanwhile.
    expect(Date.now() - start).toBeLessThan(10_000);
    expect(await sourceOf(reader)).toBe("primary");
  });

  test("a replica that dies or hangs fails no read, and is read from again when it is back", async () => {
    const path = await writer.newPayment();
    for (const [harm, mend] of [
      [() => postgres.replica.kill(), () => postgres.replica.ensureStarted()],
      [async () => postgres.replica.freeze(), async () => postgres.replica.thaw()],
    ] as const) {
      await untilFrom("replica");
      await harm();
      const answers = await Promise.all(Array.from({ length: 20 }, () => writer.get(path)));
      expect(answers.map(({ status }) => status)).toEqual(Array.from(answers, () => 200));
      await mend();
    }
    await untilFrom("replica");
  });

  test("without Redis nobody knows who wrote, so all reads come from the primary", async () => {
    await untilFrom("replica");
    await redis.kill();
    await untilFrom("primary");
    await atReplica("select pg_wal_replay_pause()");
    const path = await writer.newPayment();
    await redis.resume();
    // Nor are writes taken for known that Redis has not been told of.
    expect((await writer.read(path)).status).toBe("succeeded");
    await atReplica("select pg_wal_replay_resume()");
    await untilFrom("replica");
  });
});
