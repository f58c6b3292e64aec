import { randomBytes } from "node:crypto";
import { DEMO_EMAIL, seedDemoMerchant } from "../../../service/src/postgres/seed-demo-merchant.ts";
import type { PostgresServer } from "../../../service/src/testing/postgres-server.ts";
import { startMigratedPostgres, TestService } from "../../../service/src/testing/test-service.ts";

/** The real service on a loopback port, with a database of its own and the demo merchant; for tests only. */
export class RunningService implements AsyncDisposable {
  readonly email = DEMO_EMAIL;
  readonly password: string;
  readonly url: string;
  readonly #postgres: PostgresServer;
  readonly #service: TestService;

  private constructor(postgres: PostgresServer, service: TestService, password: string) {
    this.#postgres = postgres;
    this.#service = service;
    this.password = password;
    this.url = service.url;
  }

  static async start(): Promise<RunningService> {
    const postgres = await startMigratedPostgres();
    const password = randomBytes(12).toString("hex");
    await seedDemoMerchant(postgres.connection, password);
    return new RunningService(postgres, await TestService.start(postgres.connection), password);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service[Symbol.asyncDispose]();
    await this.#postgres[Symbol.asyncDispose]();
  }
}
