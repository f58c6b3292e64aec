import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import { ENVIRONMENT_NAMES, synthesizeAnew, synthesized } from "./testing/synthesized.ts";

interface Rule {
  readonly GroupId: { readonly "Fn::GetAtt": readonly string[] };
  readonly Description: string;
  readonly CidrIp?: string;
  readonly FromPort: number;
}

describe.each(ENVIRONMENT_NAMES)("%s", (env) => {
  test("breaks no rule of AwsSolutions but those acknowledged with a reason", () => {
    expect(() => synthesizeAnew(env, (app) => new AwsSolutionsChecks(app))).not.toThrow();
  });

  test("lets the internet in to ports 80 and 443 of the load balancer and nowhere else", () => {
    const { platform, app } = synthesized(env);
    const open = Object.values(platform.findResources("AWS::EC2::SecurityGroupIngress"))
      .map(({ Properties }) => Properties as Rule)
      .filter(({ CidrIp }) => CidrIp !== undefined);
    const [group] = Object.keys(
      platform.findResources("AWS::EC2::SecurityGroup", {
        Properties: { GroupDescription: "Load balancer: HTTP and HTTPS from the internet" },
      }),
    );
    expect(open.map(({ FromPort }) => FromPort).sort()).toEqual([443, 80]);
    for (const rule of open) {
      expect(rule).toMatchObject({ CidrIp: "0.0.0.0/0", GroupId: { "Fn::GetAtt": [group, "GroupId"] } });
    }
    for (const template of [platform, app]) {
      for (const { Properties } of Object.values(template.findResources("AWS::EC2::SecurityGroup"))) {
        expect(Properties).not.toHaveProperty("SecurityGroupIngress");
      }
    }
  });

  test("lets only the load balancer reach tasks and only tasks reach the data and the endpoints", () => {
    const { platform, app } = synthesized(env);
    const described = (text: string) =>
      Object.keys(platform.findResources("AWS::EC2::SecurityGroup", { Properties: { GroupDescription: text } }))[0];
    const loadBalancer = described("Load balancer: HTTP and HTTPS from the internet");
    const service = described("Tasks of the backend and one-off tasks");
    const frontend = described("Tasks of the frontend");
    const edges = Object.values(platform.findResources("AWS::EC2::SecurityGroupIngress"))
      .map(({ Properties: rule }) => rule as Record<string, { "Fn::GetAtt": string[] } & number>)
      .filter((rule) => rule["SourceSecurityGroupId"])
      .map((rule) => [
        rule["SourceSecurityGroupId"]?.["Fn::GetAtt"][0],
        rule["GroupId"]?.["Fn::GetAtt"][0],
        rule["FromPort"],
        rule["ToPort"],
      ])
      .sort((a, b) => Number(a[2]) - Number(b[2]));
    expect(edges).toEqual([
      [service, described("VPC endpoints of AWS services"), 443, 443],
      [frontend, described("VPC endpoints of AWS services"), 443, 443],
      [service, described("PostgreSQL"), 5432, 5432],
      [service, described("Redis"), 6379, 6379],
      [loadBalancer, service, 8080, 8080],
      [loadBalancer, frontend, 8080, 8080],
    ]);
    app.resourceCountIs("AWS::EC2::SecurityGroupIngress", 0);
    app.resourceCountIs("AWS::EC2::SecurityGroupEgress", 0);
  });

  test("lets only tasks leave, to their data and to AWS, and the load balancer to tasks", () => {
    const { platform } = synthesized(env);
    const egress = Object.values(platform.findResources("AWS::EC2::SecurityGroupEgress")).map(
      ({ Properties }) => Properties as Rule,
    );
    // CloudFormation opens a group without any egress rule to everything; the ICMP one matches no address.
    const closed = egress.filter(({ CidrIp }) => CidrIp === "255.255.255.255/32");
    const named = egress
      .filter((rule) => !closed.includes(rule))
      .map(({ Description, FromPort }) => [Description, FromPort]);
    expect(named.sort()).toEqual([
      ["Load balancer to backend", 8080],
      ["Load balancer to frontend", 8080],
      ["Tasks to PostgreSQL", 5432],
      ["Tasks to Redis", 6379],
      ["Tasks to VPC endpoints and S3", 443],
      ["Tasks to VPC endpoints and S3", 443],
    ]);
    const groups = Object.entries(platform.findResources("AWS::EC2::SecurityGroup"));
    for (const [group, { Properties }] of groups) {
      expect(Properties).not.toHaveProperty("SecurityGroupEgress");
      expect(egress.map(({ GroupId }) => GroupId["Fn::GetAtt"][0])).toContain(group);
    }
    expect(groups).toHaveLength(6);
    expect(closed).toHaveLength(3);
  });

  test("gives tasks no permission beyond one image, one log group and their own secrets", () => {
    const { platform, app } = synthesized(env);
    const policies = [platform, app].flatMap((template) => Object.entries(template.findResources("AWS::IAM::Policy")));
    expect(policies).toHaveLength(3);
    for (const [id, { Properties }] of policies) {
      const { PolicyDocument } = Properties as {
        PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
      };
      const statements = PolicyDocument.Statement;
      expect(statements.filter(({ Resource }) => Resource === "*").map(({ Action }) => Action)).toEqual([
        "ecr:GetAuthorizationToken",
      ]);
      expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        ...(id.startsWith("Frontend") ? [] : ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]),
      ]);
    }
  });
});
