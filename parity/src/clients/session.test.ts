import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { Pool } from "undici";
import { expect, test } from "vitest";
import { Session } from "./session.ts";

test("a login that gets no answer is told in one sentence that names the reason and what to do", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const pool = new Pool(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const session = new Session(pool, { email: "demo@payment-system.test", password: "irrelevant" }, 5_000);
  await expect(session.token()).rejects.toMatchObject({
    code: "TargetUnavailable",
    message: expect.stringMatching(/^Login as demo@payment-system.test failed \(.+\); check that .+\.$/) as string,
  });
  await pool.destroy();
  server.close();
});
