import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { PostgresServer } from "./postgres-server.ts";
import { until } from "./until.ts";

/** More than a server needs to find its port taken and end. */
const ATTEMPTS = 20;

test("a server that could not start is started again", async () => {
  await using server = await PostgresServer.start();
  await server.kill();
  let attempts = 0;
  const blocker = createServer((client) => {
    attempts++;
    client.destroy();
  });
  await once(blocker.listen(server.connection.port, server.connection.host), "listening");
  const resumed = server.resume();
  await until("the port to be asked for in vain", () => Promise.resolve(attempts >= ATTEMPTS));
  blocker.close();
  await resumed;
  expect(await server.query("select 1 as one")).toEqual([{ one: 1 }]);
});
