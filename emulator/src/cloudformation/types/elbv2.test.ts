import { afterAll, beforeAll, expect, test } from "vitest";
import { elbv2Fixture, type Elbv2Fixture } from "../../services/elbv2/testing/elbv2-fixture.ts";
import { resourceCaller, type ResourceCaller } from "../testing/resource-caller.ts";

const BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup";
const LISTENER = "AWS::ElasticLoadBalancingV2::Listener";
const RULE = "AWS::ElasticLoadBalancingV2::ListenerRule";

let fixture: Elbv2Fixture;
let caller: ResourceCaller;
beforeAll(async () => {
  fixture = await elbv2Fixture();
  caller = await resourceCaller({ elbv2: { handlers: fixture.service().handlers } });
});
afterAll(async () => {
  await caller[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

test("a load balancer with its listener, rule and target group lives and dies", async () => {
  const balancerProperties = {
    Subnets: ["subnet-a", "subnet-b"],
    LoadBalancerAttributes: [{ Key: "idle_timeout.timeout_seconds", Value: "30" }],
    Tags: [{ Key: "project", Value: "one" }],
  };
  const balancer = await caller.create(BALANCER, balancerProperties);
  const { attributes } = balancer;
  expect(balancer.identifier).toBe(attributes["LoadBalancerArn"]);
  expect(attributes["LoadBalancerName"]).toMatch(/^stack-Resource-\w{12}$/);
  expect(attributes["LoadBalancerFullName"]).toMatch(/^app\/stack-Resource-\w{12}\/\w+$/);
  expect(attributes["DNSName"]).toMatch(/^127\./);

  const groupProperties = { Protocol: "HTTP", Port: "8080", VpcId: "vpc-1", TargetType: "ip", HealthCheckPath: "/a" };
  const group = await caller.create(GROUP, {
    ...groupProperties,
    TargetGroupAttributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "15" }],
  });
  expect(group.attributes["TargetGroupFullName"]).toMatch(/^targetgroup\/stack-Resource-\w{12}\/\w+$/);
  const forward = [{ Type: "forward", TargetGroupArn: group.identifier }];
  const listenerProperties = {
    LoadBalancerArn: balancer.identifier,
    Protocol: "HTTP",
    Port: "9180",
    DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
  };
  const listener = await caller.create(LISTENER, listenerProperties);
  const ruleProperties = {
    ListenerArn: listener.identifier,
    Priority: 10,
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/api/*"] } }],
    Actions: forward,
  };
  const rule = await caller.create(RULE, ruleProperties);
  expect(rule.attributes).toEqual({ RuleArn: rule.identifier, IsDefault: "false" });
  const { client } = fixture;
  const { TargetGroups } = await client.describeTargetGroups({ TargetGroupArns: [group.identifier] });
  expect(TargetGroups).toMatchObject([{ Port: 8080, HealthCheckPath: "/a", LoadBalancerArns: [balancer.identifier] }]);

  await caller.update(GROUP, group.identifier, { ...groupProperties, HealthCheckPath: "/b" }, groupProperties);
  await caller.update(RULE, rule.identifier, { ...ruleProperties, Priority: 20 }, ruleProperties);
  await caller.update(
    LISTENER,
    listener.identifier,
    { ...listenerProperties, DefaultActions: forward },
    listenerProperties,
  );
  await caller.update(BALANCER, balancer.identifier, { ...balancerProperties, Tags: [] }, balancerProperties);
  const changed = await client.describeTargetGroups({ TargetGroupArns: [group.identifier] });
  expect(changed.TargetGroups).toMatchObject([{ HealthCheckPath: "/b" }]);
  const { Rules } = await client.describeRules({ ListenerArn: listener.identifier });
  expect(Rules).toMatchObject([{ Priority: "20" }, { Priority: "default", Actions: forward }]);
  const { TagDescriptions } = await client.describeTags({ ResourceArns: [balancer.identifier] });
  expect(TagDescriptions?.[0]?.Tags).toEqual([]);

  for (const times of [1, 2]) {
    await caller.delete(RULE, rule.identifier, ruleProperties);
    await caller.delete(LISTENER, listener.identifier, listenerProperties);
    await caller.delete(GROUP, group.identifier, groupProperties);
    await caller.delete(BALANCER, balancer.identifier, balancerProperties);
    expect((await client.describeLoadBalancers({})).LoadBalancers, `after deletion ${times}`).toEqual([]);
  }
});

test("a refusal of the service is the reason", async () => {
  expect(await caller.failure("create", BALANCER, { Subnets: ["subnet-a"] })).toMatchObject({
    Status: "FAILED",
    Message: expect.stringMatching(
      /^Resource handler returned message: "At least two subnets .*" \(RequestToken: [\w-]+, HandlerErrorCode: InvalidRequest\)$/,
    ) as string,
  });
  expect(await caller.failure("create", BALANCER, { Subnetz: [] })).toMatchObject({
    Message: expect.stringContaining("#: extraneous key [Subnetz] is not permitted") as string,
  });
});
