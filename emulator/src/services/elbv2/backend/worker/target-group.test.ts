import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { named } from "../../testing/backend-server.ts";
import { proxyFixture, type ProxyFixture } from "../../testing/proxy-fixture.ts";
import { send } from "../../testing/send.ts";
import { start } from "../../testing/start.ts";

let proxy: ProxyFixture;
beforeEach(async () => {
  proxy = await proxyFixture();
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
});

test("healthy targets take turns; one that dies is left out and comes back after enough successes", async () => {
  await using one = await proxy.backend("one", named("one"));
  await using _two = await proxy.backend("two", named("two"));
  await proxy.apply([proxy.target("one"), proxy.target("two")]);
  await Promise.all([proxy.untilState("one", "healthy"), proxy.untilState("two", "healthy")]);
  const bodies = await Promise.all(Array.from({ length: 6 }, () => send(proxy.url("/"))));
  expect(bodies.filter(({ body }) => body === "one")).toHaveLength(3);
  await one.die();
  await proxy.untilState("one", "unhealthy");
  expect(proxy.health("one").at(-1)?.reason).toBe("Target.FailedHealthChecks");
  for (let count = 0; count < 4; count++) expect((await send(proxy.url("/"))).body).toBe("two");
  await one.listen();
  await proxy.untilState("one", "healthy");
  const again = await Promise.all(Array.from({ length: 4 }, () => send(proxy.url("/"))));
  expect(new Set(again.map(({ body }) => body))).toEqual(new Set(["one", "two"]));
});

test("when no target is healthy all are tried; when none is registered the answer is AWS's 503 page", async () => {
  await using _sick = await proxy.backend("sick", (_, response) => void response.end("served anyway"));
  await proxy.apply([proxy.target("sick")], { healthCheck: { httpCodes: "204" } });
  await proxy.untilState("sick", "unhealthy");
  expect(proxy.health("sick").at(-1)).toEqual({
    state: "unhealthy",
    reason: "Target.ResponseCodeMismatch",
    description: "Health checks failed with these codes: [200]",
  });
  expect((await send(proxy.url("/"))).body).toBe("served anyway");
  await proxy.apply([]);
  const refused = await send(proxy.url("/"));
  expect(refused).toMatchObject({ status: 503, headers: { server: "awselb/2.0", "content-length": "162" } });
  expect(refused.body).toContain("<center><h1>503 Service Temporarily Unavailable</h1></center>");
});

test("a draining target finishes what is in flight and gets nothing new; when it goes, the rest is cut", async () => {
  const waiting = new Map<string, () => void>();
  await using _old = await proxy.backend("old", (request, response) => {
    response.write("old");
    waiting.set(request.url ?? "", () => response.end());
  });
  await using _new = await proxy.backend("new", named("new"));
  await proxy.apply([proxy.target("old")]);
  const finishing = await start(proxy.url("/finishing"));
  const cut = await start(proxy.url("/cut"));
  const cutBody = expect(text(cut)).rejects.toMatchObject({ code: "ECONNRESET" });
  await proxy.apply([proxy.target("old", true), proxy.target("new")]);
  for (let count = 0; count < 3; count++) expect((await send(proxy.url("/"))).body).toBe("new");
  waiting.get("/finishing")?.();
  expect(await text(finishing)).toBe("old");
  await proxy.apply([proxy.target("new")]);
  await cutBody;
});

test("a new target is healthy after its first successful check", async () => {
  await using _fresh = await proxy.backend("fresh", named("fresh"));
  await proxy.apply([proxy.target("fresh")]);
  await proxy.untilState("fresh", "healthy");
  expect(proxy.health("fresh").map(({ state }) => state)).toEqual(["initial", "healthy"]);
});
