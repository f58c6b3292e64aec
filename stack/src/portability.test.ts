import { describe, expect, test } from "vitest";
import { ENVIRONMENT_NAMES, synthesizeAnew, synthesized } from "./testing/synthesized.ts";

/** Types that LocalStack 4.13.1 deploys by itself, and those that the emulator adds. */
const DEPLOYABLE_TYPES = {
  localStack: [
    "AWS::CloudWatch::Alarm",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::Logs::LogGroup",
    "AWS::SecretsManager::Secret",
  ],
  emulator: [
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::ECR::Repository",
    "AWS::ECS::Cluster",
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::SubnetGroup",
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::RDS::DBInstance",
    "AWS::RDS::DBParameterGroup",
    "AWS::RDS::DBSubnetGroup",
  ],
};

describe.each(ENVIRONMENT_NAMES)("%s", (env) => {
  test("uses only resource types that every target deploys, so no Lambda-backed custom resource", () => {
    const { platform, app } = synthesized(env);
    const types = [platform, app].flatMap((template) =>
      Object.values(template.toJSON()["Resources"] as Record<string, { Type: string }>).map(({ Type }) => Type),
    );
    const deployable = [...DEPLOYABLE_TYPES.localStack, ...DEPLOYABLE_TYPES.emulator];
    expect([...new Set(types)].filter((type) => !deployable.includes(type))).toEqual([]);
  });

  test("names no account, region or zone", () => {
    const { files } = synthesized(env);
    for (const [name, text] of Object.entries(files)) {
      if (!name.endsWith(".template.json")) continue;
      expect(text).not.toMatch(/\b\d{12}\b/);
      expect(text).not.toMatch(/\b(us|eu|ap|sa|ca|me|af|il)-[a-z]+-\d/);
    }
  });

  test("has the same assembly whatever AWS the shell points at", () => {
    const before = { ...process.env };
    try {
      Object.assign(process.env, { CDK_DEFAULT_ACCOUNT: "000000000000", CDK_DEFAULT_REGION: "us-east-1" });
      Object.assign(process.env, { AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: "http://127.0.0.1:4566" });
      const emulated = synthesizeAnew(env).files;
      Object.assign(process.env, { CDK_DEFAULT_ACCOUNT: "123456789012", CDK_DEFAULT_REGION: "eu-west-1" });
      Object.assign(process.env, { AWS_REGION: "eu-west-1", AWS_PROFILE: "operator" });
      delete process.env["AWS_ENDPOINT_URL"];
      expect(synthesizeAnew(env).files).toEqual(emulated);
    } finally {
      process.env = before;
    }
  });
});
