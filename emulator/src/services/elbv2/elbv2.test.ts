import { afterAll, beforeAll, expect, test } from "vitest";
import { elbv2Fixture, type Elbv2Fixture } from "./testing/elbv2-fixture.ts";
import { BackendServer, named } from "./testing/backend-server.ts";
import { send } from "./testing/send.ts";

let fixture: Elbv2Fixture;
beforeAll(async () => {
  fixture = await elbv2Fixture();
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
});

const PORT = 9080;

test("requests are routed by path and priority, and to the default action otherwise", async () => {
  const { client } = fixture;
  const { arn, address } = await fixture.loadBalancer("routing");
  await using api = await BackendServer.start(fixture.address("api"), named("api"));
  await using web = await BackendServer.start(fixture.address("web"), named("web"));
  const apiGroup = await fixture.targetGroup("api", [{ Id: fixture.address("api"), Port: 8080 }]);
  const webGroup = await fixture.targetGroup("web", [{ Id: fixture.address("web"), Port: 8080 }]);
  const { Listeners } = await client.createListener({
    LoadBalancerArn: arn,
    Protocol: "HTTP",
    Port: PORT,
    DefaultActions: [{ Type: "forward", TargetGroupArn: webGroup }],
  });
  const ListenerArn = Listeners?.[0]?.ListenerArn;
  const rule = { ListenerArn, Actions: [{ Type: "forward", TargetGroupArn: apiGroup } as const] };
  await client.createRule({ ...rule, Priority: 20, Conditions: [{ Field: "path-pattern", Values: ["/api/*"] }] });
  await client.createRule({
    ListenerArn,
    Priority: 10,
    Conditions: [
      { Field: "path-pattern", PathPatternConfig: { Values: ["/api/private"] } },
      { Field: "http-request-method", HttpRequestMethodConfig: { Values: ["POST"] } },
    ],
    Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "403", MessageBody: "no" } }],
  });
  const url = `http://${address}:${PORT}`;
  expect((await send(`${url}/`)).body).toBe("web");
  expect((await send(`${url}/api/payments?limit=1`)).body).toBe("api");
  expect((await send(`${url}/api/private`)).body).toBe("api");
  expect(await send(`${url}/api/private`, { method: "POST" })).toMatchObject({
    status: 403,
    body: "no",
    headers: { "content-type": "text/plain; charset=utf-8", server: "awselb/2.0" },
  });
  expect(api.count("GET", "/api/payments?limit=1")).toBe(1);
  expect(web.received).toHaveLength(1);
  await expect(
    client.createRule({ ...rule, Priority: 10, Conditions: [{ Field: "path-pattern", Values: ["/x"] }] }),
  ).rejects.toMatchObject({ name: "PriorityInUseException", message: "Priority '10' is currently in use" });
  const { Rules } = await client.describeRules({ ListenerArn });
  expect(Rules?.map(({ Priority }) => Priority)).toEqual(["10", "20", "default"]);
});

test("a target learns who called and over what, and hop-by-hop headers stay behind", async () => {
  const { arn, address } = await fixture.loadBalancer("headers");
  await using backend = await BackendServer.start(fixture.address("headers"), named("ok"));
  const group = await fixture.targetGroup("headers", [{ Id: fixture.address("headers"), Port: 8080 }]);
  await fixture.client.createListener({
    LoadBalancerArn: arn,
    Protocol: "HTTP",
    Port: PORT,
    DefaultActions: [{ Type: "forward", TargetGroupArn: group }],
  });
  await send(`http://${address}:${PORT}/who`, {
    headers: {
      "X-Forwarded-For": "203.0.113.7",
      "X-Forwarded-Proto": "https",
      Connection: "close, X-Hop",
      "X-Hop": "1",
    },
  });
  expect(backend.received[0]?.headers).toMatchObject({
    host: `${address}:${PORT}`,
    "x-forwarded-for": expect.stringMatching(/^203\.0\.113\.7, 127\./) as string,
    "x-forwarded-proto": "http",
    "x-forwarded-port": `${PORT}`,
    "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) as string,
  });
  expect(backend.received[0]?.headers["x-hop"]).toBeUndefined();
});

test("HTTPS is verified against the CA, HTTP redirects to where HTTPS really is, and a new import is served", async () => {
  const { client, authority } = fixture;
  const { arn, address } = await fixture.loadBalancer("tls");
  await using _backend = await BackendServer.start(fixture.address("tls"), named("secure"));
  const group = await fixture.targetGroup("tls", [{ Id: fixture.address("tls"), Port: 8080 }]);
  const https = { LoadBalancerArn: arn, Protocol: "HTTPS", Port: 443 } as const;
  const DefaultActions = [{ Type: "forward", TargetGroupArn: group } as const];
  await expect(
    client.createListener({ ...https, DefaultActions, Certificates: [{ CertificateArn: "arn:aws:acm:nowhere" }] }),
  ).rejects.toMatchObject({ name: "CertificateNotFoundException" });
  const CertificateArn = await fixture.importCertificate(address);
  await client.createListener({ ...https, DefaultActions, Certificates: [{ CertificateArn }] });
  await client.createListener({
    LoadBalancerArn: arn,
    Protocol: "HTTP",
    Port: 80,
    DefaultActions: [{ Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } }],
  });
  const { LoadBalancers } = await client.describeLoadBalancers({ LoadBalancerArns: [arn] });
  const offset = LoadBalancers?.[0]?.DNSName === address ? 0 : 8_000;
  const redirect = await send(`http://${address}:${80 + offset}/a/b?c=d`);
  expect(redirect).toMatchObject({ status: 301, headers: { location: `https://${address}:${443 + offset}/a/b?c=d` } });
  const location = String(redirect.headers["location"]);
  const first = await send(location, { ca: authority.caCertificatePem });
  expect(first).toMatchObject({ status: 200, body: "secure" });
  await expect(send(location)).rejects.toThrow(/unable to verify|self-signed|local issuer/);
  await fixture.importCertificate(address, "127.0.0.9");
  const renewed = await send(location, { ca: authority.caCertificatePem });
  expect(renewed.serverNames).toContain("127.0.0.9");
  expect(first.serverNames).not.toContain("127.0.0.9");
});

test("listeners and targets serve again after a restart", async () => {
  const { arn, address } = await fixture.loadBalancer("restart");
  await using _backend = await BackendServer.start(fixture.address("restart"), named("still here"));
  const group = await fixture.targetGroup("restart", [{ Id: fixture.address("restart"), Port: 8080 }]);
  await fixture.client.createListener({
    LoadBalancerArn: arn,
    Protocol: "HTTP",
    Port: PORT,
    DefaultActions: [{ Type: "forward", TargetGroupArn: group }],
  });
  await fixture.restart();
  expect((await send(`http://${address}:${PORT}/`)).body).toBe("still here");
  await fixture.untilHealth(group, "healthy");
  await fixture.client.deleteLoadBalancer({ LoadBalancerArn: arn });
  await expect(send(`http://${address}:${PORT}/`)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await fixture.restart();
  await expect(fixture.client.describeLoadBalancers({ LoadBalancerArns: [arn] })).rejects.toMatchObject({
    name: "LoadBalancerNotFoundException",
    message: `Load balancers '[${arn}]' not found`,
  });
});

test("a listener whose port is taken is refused and leaves nothing behind", async () => {
  const { arn, address } = await fixture.loadBalancer("port-taken");
  await using _other = await BackendServer.start(address, named("other"), PORT);
  const DefaultActions = [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } } as const];
  const listener = { LoadBalancerArn: arn, Protocol: "HTTP", Port: PORT, DefaultActions } as const;
  await expect(fixture.client.createListener(listener)).rejects.toMatchObject({
    name: "InvalidConfigurationRequestException",
    message: expect.stringContaining("EADDRINUSE") as string,
  });
  expect((await fixture.client.describeListeners({ LoadBalancerArn: arn })).Listeners).toEqual([]);
});
