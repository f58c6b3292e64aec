import { describe, expect, test } from "vitest";
import { environments } from "./environments.ts";
import { ENVIRONMENT_NAMES, synthesized } from "./testing/synthesized.ts";

describe.each(ENVIRONMENT_NAMES)("%s", (env) => {
  test("serves HTTPS with TLS 1.2 or newer and the certificate given at deployment", () => {
    synthesized(env).app.hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", {
      Port: 443,
      Protocol: "HTTPS",
      SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      Certificates: [{ CertificateArn: { Ref: "CertificateArn" } }],
    });
  });

  test("only redirects on HTTP", () => {
    synthesized(env).app.hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", {
      Port: 80,
      Protocol: "HTTP",
      DefaultActions: [
        { Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } },
      ],
    });
  });

  test("answers the API's paths with the backend and all others with the page", () => {
    const { app } = synthesized(env);
    const targetsOf = (containerName: string): string => {
      const [service] = Object.values(app.findResources("AWS::ECS::Service"))
        .map(({ Properties }) => (Properties as { LoadBalancers: Target[] }).LoadBalancers[0])
        .filter((target) => target?.ContainerName === containerName);
      return service?.TargetGroupArn.Ref ?? "";
    };
    app.hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", {
      Port: 443,
      DefaultActions: [{ Type: "forward", TargetGroupArn: { Ref: targetsOf("frontend") } }],
    });
    app.hasResourceProperties("AWS::ElasticLoadBalancingV2::ListenerRule", {
      Conditions: [
        {
          Field: "path-pattern",
          PathPatternConfig: { Values: ["/api/*", "/health", "/openapi.json", "/docs", "/docs/*"] },
        },
      ],
      Actions: [{ Type: "forward", TargetGroupArn: { Ref: targetsOf("backend") } }],
    });
  });

  test("alarms on operations whose outcome stays unknown, as the service counts them", () => {
    synthesized(env).app.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: `payment-system-${env}-unsettled-operations`,
      Namespace: "PaymentSystem",
      MetricName: "UnsettledOperations",
      Dimensions: [{ Name: "environment", Value: env }],
      Statistic: "Maximum",
      ComparisonOperator: "GreaterThanThreshold",
      Threshold: 0,
      TreatMissingData: "missing",
    });
  });

  test("gives the frontend no secret, no variable but its port, and a read-only root", () => {
    const frontend = containers(synthesized(env).app.toJSON()).find(({ Name }) => Name === "frontend");
    expect(frontend).toMatchObject({ ReadonlyRootFilesystem: true, StopTimeout: 30 });
    expect(frontend?.Environment).toEqual([{ Name: "PORT", Value: "8080" }]);
    expect(frontend?.Secrets).toBeUndefined();
  });

  test.each(["backend", "frontend"] as const)("rolls the %s out and back by itself, never short of tasks", (part) => {
    synthesized(env).app.hasResourceProperties("AWS::ECS::Service", {
      ServiceName: `payment-system-${env}-${part}`,
      DesiredCount: environments[env][part].desiredCount,
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });

  test("gives the backend its database, its cache, its secrets and a read-only root", () => {
    const { platform, app } = synthesized(env);
    const service = containers(app.toJSON()).find(({ Name }) => Name === "backend");
    const [migration] = containers(platform.toJSON());
    expect(service).toMatchObject({ Name: "backend", ReadonlyRootFilesystem: true, StopTimeout: 30 });
    expect(service?.Environment.map(({ Name }) => Name).sort()).toEqual([
      "DB_HOST",
      "DB_NAME",
      "DB_PORT",
      "DB_USERNAME",
      "ENVIRONMENT",
      "PORT",
      "RATE_LIMIT_PER_SECOND",
      "REDIS_HOST",
      "REDIS_PORT",
      "REDIS_TLS",
    ]);
    expect(service?.Secrets.map(({ Name }) => Name)).toEqual([
      "DB_PASSWORD",
      "JWT_SECRET",
      "JWT_SECRET_PREVIOUS",
      "REDIS_PASSWORD",
    ]);
    expect(migration?.Secrets.map(({ Name }) => Name)).toEqual(["DB_PASSWORD", "DEMO_MERCHANT_PASSWORD"]);
  });

  test("gives operators every value that they work with", () => {
    const { platform, app } = synthesized(env);
    const outputs = { ...platform.findOutputs("*"), ...app.findOutputs("*") };
    expect(
      Object.keys(outputs)
        .filter((key) => !key.startsWith("ExportsOutput"))
        .sort(),
    ).toEqual([
      "ApiUrl",
      "AppConfigSecretName",
      "AppTemplateHash",
      "BackendEcrRepositoryUrl",
      "BackendLogGroup",
      "BackendServiceName",
      "DbEndpoint",
      "DbInstanceIdentifier",
      "DbSecretArn",
      "EcsClusterName",
      "FrontendEcrRepositoryUrl",
      "FrontendLogGroup",
      "FrontendServiceName",
      "JwtSecretArn",
      "LoadBalancerDnsName",
      "MigrateTaskDefinition",
      "PlatformTemplateHash",
      "RedisAuthTokenSecretArn",
      "RedisEndpoint",
      "RedisReplicationGroupId",
      "TaskSecurityGroup",
      "TaskSubnets",
    ]);
  });

  test("is what was reviewed", async () => {
    for (const [name, text] of Object.entries(synthesized(env).files)) {
      if (!name.endsWith(".template.json")) continue;
      const reviewed = text.replace(/sha256:[0-9a-f]{64}/, "sha256:(of the rest)");
      await expect(reviewed).toMatchFileSnapshot(`__snapshots__/${name}`);
    }
  });
});

interface Target {
  readonly ContainerName: string;
  readonly TargetGroupArn: { readonly Ref: string };
}

interface Container {
  readonly Name: string;
  readonly Environment: { Name: string }[];
  readonly Secrets: { Name: string }[];
}

function containers(template: Record<string, unknown>): Container[] {
  const resources = template["Resources"] as Record<
    string,
    { Type: string; Properties: { ContainerDefinitions: Container[] } }
  >;
  return Object.values(resources)
    .filter(({ Type }) => Type === "AWS::ECS::TaskDefinition")
    .flatMap(({ Properties }) => Properties.ContainerDefinitions);
}
