import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeAws } from "./fake-aws.ts";
import { FakeCache } from "./fake-cache.ts";
import { FakeDatabase, type Bugs } from "./fake-database.ts";
import { FakeService } from "./fake-service.ts";
import { FakeTasks } from "./fake-tasks.ts";

export interface FakeSystem extends AsyncDisposable {
  readonly env: NodeJS.ProcessEnv;
  /** Holds the outputs of environment `test`, and what runs leave behind. */
  readonly directory: string;
  readonly database: FakeDatabase;
  readonly cache: FakeCache;
  readonly calls: readonly string[];
}

/**
 * A whole system in memory behind a real HTTP server, for the harness to be tested on, as Jepsen tests itself: with no
 * bug every verdict must be valid, with each bug the right one must not.
 */
export async function startFakeSystem(bugs: Bugs = {}): Promise<FakeSystem> {
  const database = new FakeDatabase(bugs);
  const tasks = new FakeTasks(bugs);
  const cache = new FakeCache(bugs);
  const service = new FakeService(database, tasks, cache);
  const aws = new FakeAws(database, tasks, cache);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const part = request.url?.startsWith("/api/") ? service : aws;
      part.handle(request, response, Buffer.concat(chunks).toString("utf8"));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const directory = mkdtempSync(join(tmpdir(), "parity-fake-"));
  const outputs = {
    api_url: { value: origin },
    db_instance_identifier: { value: "payment-system-test-db" },
    ecs_cluster_name: { value: "payment-system-test-cluster" },
    backend_service_name: { value: "payment-system-test-backend" },
    template_hash: { value: "sha256:abcd" },
  };
  writeFileSync(join(directory, "test-outputs.json"), JSON.stringify(outputs));
  return {
    env: { AWS_ENDPOINT_URL: origin },
    directory,
    database,
    cache,
    calls: aws.calls,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      rmSync(directory, { recursive: true });
    },
  };
}
