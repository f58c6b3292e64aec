import {
  waitUntilLoadBalancerAvailable,
  waitUntilLoadBalancersDeleted,
  waitUntilTargetDeregistered,
  waitUntilTargetInService,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BackendServer, named } from "../testing/backend-server.ts";
import { elbv2Fixture, type Elbv2Fixture } from "../testing/elbv2-fixture.ts";
import { send } from "../testing/send.ts";

let fixture: Elbv2Fixture;
beforeAll(async () => {
  fixture = await elbv2Fixture();
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
});

const SUBNETS = ["subnet-a", "subnet-b"];
const OK = [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } } as const];

test("a load balancer is created once for equal settings and refused for others", async () => {
  const { client } = fixture;
  const first = await client.createLoadBalancer({
    Name: "idempotent",
    Subnets: SUBNETS,
    Tags: [{ Key: "a", Value: "1" }],
  });
  expect(first.LoadBalancers?.[0]).toMatchObject({
    LoadBalancerArn: expect.stringMatching(
      /^arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer\/app\/idempotent\/[0-9a-f]{16}$/,
    ) as string,
    State: { Code: "provisioning" },
    Scheme: "internet-facing",
    Type: "application",
    IpAddressType: "ipv4",
    VpcId: "vpc-1",
  });
  const again = await client.createLoadBalancer({ Name: "idempotent", Subnets: [...SUBNETS].reverse() });
  expect(again.LoadBalancers?.[0]?.LoadBalancerArn).toBe(first.LoadBalancers?.[0]?.LoadBalancerArn);
  await expect(
    client.createLoadBalancer({ Name: "idempotent", Subnets: SUBNETS, Scheme: "internal" }),
  ).rejects.toMatchObject({ name: "DuplicateLoadBalancerNameException" });
  const LoadBalancerArns = [first.LoadBalancers?.[0]?.LoadBalancerArn ?? ""];
  await waitUntilLoadBalancerAvailable({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { LoadBalancerArns });
  const { TagDescriptions } = await client.describeTags({ ResourceArns: LoadBalancerArns });
  expect(TagDescriptions?.[0]?.Tags).toEqual([{ Key: "a", Value: "1" }]);
});

test.each([
  [{ Name: "x".repeat(33) }, "ValidationError"],
  [{ Name: "-edge" }, "ValidationError"],
  [{ Name: "internal-edge" }, "ValidationError"],
  [{ Name: "under_score" }, "ValidationError"],
  [{ Name: "one-zone", Subnets: ["subnet-a"] }, "ValidationError"],
  [{ Name: "same-zone", Subnets: ["subnet-a", "subnet-c"] }, "InvalidConfigurationRequestException"],
  [{ Name: "no-subnet", Subnets: ["subnet-x", "subnet-a"] }, "SubnetNotFoundException"],
  [{ Name: "network", Type: "network" as const }, "NotImplemented"],
])("a load balancer %j is refused with %s", async (input, name) => {
  await expect(fixture.client.createLoadBalancer({ Subnets: SUBNETS, ...input })).rejects.toMatchObject({ name });
});

test("attributes have AWS's defaults, are checked, and protect from deletion", async () => {
  const { client } = fixture;
  const { arn: LoadBalancerArn } = await fixture.loadBalancer("attributes");
  const { Attributes } = await client.describeLoadBalancerAttributes({ LoadBalancerArn });
  expect(Attributes).toContainEqual({ Key: "idle_timeout.timeout_seconds", Value: "60" });
  const change = (Key: string, Value: string): Promise<unknown> =>
    client.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key, Value }] });
  await expect(change("idle_timeout.timeout_seconds", "0")).rejects.toMatchObject({
    name: "InvalidConfigurationRequestException",
  });
  await expect(change("no.such.key", "1")).rejects.toMatchObject({ name: "ValidationError" });
  await expect(change("access_logs.s3.enabled", "true")).rejects.toMatchObject({ name: "NotImplemented" });
  await change("deletion_protection.enabled", "true");
  await expect(client.deleteLoadBalancer({ LoadBalancerArn })).rejects.toMatchObject({
    name: "OperationNotPermittedException",
  });
  await change("deletion_protection.enabled", "false");
  await client.deleteLoadBalancer({ LoadBalancerArn });
  await waitUntilLoadBalancersDeleted(
    { client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { LoadBalancerArns: [LoadBalancerArn] },
  );
});

test("targets turn in service, drain for their delay, and leave", async () => {
  const { client } = fixture;
  const { arn: LoadBalancerArn, address } = await fixture.loadBalancer("lifecycle");
  const id = fixture.address("lifecycle");
  await using _backend = await BackendServer.start(id, named("up"));
  const TargetGroupArn = await fixture.targetGroup("lifecycle", [{ Id: id, Port: 8080 }]);
  const health = async (): Promise<unknown> =>
    (await client.describeTargetHealth({ TargetGroupArn })).TargetHealthDescriptions?.[0]?.TargetHealth;
  expect(await health()).toMatchObject({ State: "unused", Reason: "Target.NotInUse" });
  const DefaultActions = [{ Type: "forward", TargetGroupArn } as const];
  await client.createListener({ LoadBalancerArn, Protocol: "HTTP", Port: 9080, DefaultActions });
  await waitUntilTargetInService({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TargetGroupArn });
  await expect(client.deleteTargetGroup({ TargetGroupArn })).rejects.toMatchObject({ name: "ResourceInUseException" });
  await client.modifyTargetGroupAttributes({
    TargetGroupArn,
    Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "1" }],
  });
  const Targets = [{ Id: id, Port: 8080 }];
  await client.deregisterTargets({ TargetGroupArn, Targets });
  expect(await health()).toMatchObject({ State: "draining", Reason: "Target.DeregistrationInProgress" });
  expect((await send(`http://${address}:9080/`)).status).toBe(503);
  await waitUntilTargetDeregistered({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TargetGroupArn, Targets });
  expect(await health()).toBeUndefined();
});

test("a target must be a loopback address", async () => {
  await expect(fixture.targetGroup("outside", [{ Id: "10.0.0.1", Port: 80 }])).rejects.toMatchObject({
    name: "InvalidTargetException",
  });
});

test("a target group serves one load balancer only", async () => {
  const { client } = fixture;
  const one = await fixture.loadBalancer("owner-one");
  const two = await fixture.loadBalancer("owner-two");
  const TargetGroupArn = await fixture.targetGroup("owned", [{ Id: fixture.address("owned"), Port: 8080 }]);
  const listener = { Protocol: "HTTP", Port: 9080, DefaultActions: [{ Type: "forward", TargetGroupArn }] } as const;
  const forwarding = { ...listener, DefaultActions: [...listener.DefaultActions] };
  await client.createListener({ LoadBalancerArn: one.arn, ...forwarding });
  await expect(client.createListener({ LoadBalancerArn: two.arn, ...forwarding })).rejects.toMatchObject({
    name: "TargetGroupAssociationLimitException",
  });
  await expect(
    client.createListener({ LoadBalancerArn: one.arn, Protocol: "HTTP", Port: 9080, DefaultActions: OK }),
  ).rejects.toMatchObject({ name: "DuplicateListenerException" });
});

test("rules swap their priorities at once, and a default rule is protected", async () => {
  const { client } = fixture;
  const { arn: LoadBalancerArn, address } = await fixture.loadBalancer("priorities");
  const created = await client.createListener({ LoadBalancerArn, Protocol: "HTTP", Port: 9080, DefaultActions: OK });
  const ListenerArn = created.Listeners?.[0]?.ListenerArn ?? "";
  const answer = (MessageBody: string) =>
    [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200", MessageBody } } as const].slice();
  const Conditions = [{ Field: "path-pattern", Values: ["/*"] }];
  const [one, two] = await Promise.all(
    ["one", "two"].map(async (body, index) => {
      const rule = await client.createRule({ ListenerArn, Conditions, Priority: index + 1, Actions: answer(body) });
      return rule.Rules?.[0]?.RuleArn ?? "";
    }),
  );
  expect((await send(`http://${address}:9080/`)).body).toBe("one");
  await client.setRulePriorities({
    RulePriorities: [
      { RuleArn: one, Priority: 2 },
      { RuleArn: two, Priority: 1 },
    ],
  });
  expect((await send(`http://${address}:9080/`)).body).toBe("two");
  const { Rules = [], NextMarker } = await client.describeRules({ ListenerArn, PageSize: 2 });
  expect([Rules.length, NextMarker]).toEqual([2, "2"]);
  const rest = await client.describeRules({ ListenerArn, PageSize: 2, ...(NextMarker ? { Marker: NextMarker } : {}) });
  expect(rest.Rules?.map(({ IsDefault }) => IsDefault)).toEqual([true]);
  await expect(client.deleteRule({ RuleArn: rest.Rules?.[0]?.RuleArn })).rejects.toMatchObject({
    name: "OperationNotPermittedException",
  });
});

test("where port 443 can't be bound it moves by 8000, and the DNS name says so before any listener exists", async () => {
  const { client, addresses, authority } = fixture;
  const address = addresses.reserve("elbv2/load-balancer/moved");
  await using _taken = await BackendServer.start(address, named("taken"), 443).catch(() => undefined as never);
  const { LoadBalancers } = await client.createLoadBalancer({ Name: "moved", Subnets: SUBNETS });
  const { LoadBalancerArn, DNSName } = LoadBalancers?.[0] ?? {};
  expect(DNSName).toBe(`${address}:8443`);
  const CertificateArn = await fixture.importCertificate(address);
  await client.createListener({
    LoadBalancerArn,
    Protocol: "HTTPS",
    Port: 443,
    SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    Certificates: [{ CertificateArn }],
    DefaultActions: OK,
  });
  await client.createListener({
    LoadBalancerArn,
    Protocol: "HTTP",
    Port: 80,
    DefaultActions: [{ Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } }],
  });
  const { headers } = await send(`http://${address}:8080/path`);
  expect(headers["location"]).toBe(`https://${address}:8443/path`);
  expect((await send(headers["location"] ?? "", { ca: authority.caCertificatePem })).status).toBe(200);
  const shown = fixture.service().resources();
  expect(shown).toContainEqual(
    expect.objectContaining({ name: "moved", endpoint: `${address}:8443`, state: "active" }),
  );
});
