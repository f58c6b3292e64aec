import { Duration } from "aws-cdk-lib";
import { SecurityGroup } from "aws-cdk-lib/aws-ec2";
import type * as ecs from "aws-cdk-lib/aws-ecs";
import * as elbv2 from "aws-cdk-lib/aws-elasticloadbalancingv2";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { BACKEND_CONTAINER } from "./backend-task.ts";
import type { Environment } from "./environments.ts";
import { FRONTEND_CONTAINER } from "./frontend-service.ts";
import { namesOf } from "./names.ts";
import { BACKEND_PORT, FRONTEND_PORT, type Network } from "./network.ts";

/** A rule takes five values at most. */
const BACKEND_PATHS = ["/api/*", "/health", "/openapi.json", "/docs", "/docs/*"];

export interface EdgeProps {
  readonly environment: Environment;
  readonly network: Network;
  readonly backend: ecs.FargateService;
  readonly frontend: ecs.FargateService;
  /** Of ACM, in the stack's region. */
  readonly certificateArn: string;
}

/**
 * The load balancer that the internet sees: HTTPS with TLS 1.2 or newer, and HTTP that only redirects there. One origin
 * for both: the API's paths lead to the backend, all others to the page.
 */
export class Edge extends Construct {
  readonly loadBalancer: elbv2.ApplicationLoadBalancer;

  constructor(scope: Construct, id: string, { environment, network, certificateArn, ...services }: EdgeProps) {
    super(scope, id);
    this.loadBalancer = new elbv2.ApplicationLoadBalancer(this, "LoadBalancer", {
      loadBalancerName: namesOf(environment.name).loadBalancer,
      vpc: network.vpc,
      vpcSubnets: network.loadBalancerSubnets,
      internetFacing: true,
      // Immutable, because every rule stands in the network construct.
      securityGroup: SecurityGroup.fromSecurityGroupId(this, "SecurityGroup", network.loadBalancer.securityGroupId, {
        mutable: false,
      }),
      dropInvalidHeaderFields: true,
      deletionProtection: environment.protected,
    });
    acknowledge(this.loadBalancer, "ELB2", "The service logs every request; there is no log bucket yet.");
    this.loadBalancer.addListener("Http", {
      port: 80,
      protocol: elbv2.ApplicationProtocol.HTTP,
      open: false,
      defaultAction: elbv2.ListenerAction.redirect({ protocol: "HTTPS", port: "443", permanent: true }),
    });
    const backendTargets = this.#targets("BackendTargets", network, {
      service: services.backend,
      containerName: BACKEND_CONTAINER,
      port: BACKEND_PORT,
    });
    const frontendTargets = this.#targets("FrontendTargets", network, {
      service: services.frontend,
      containerName: FRONTEND_CONTAINER,
      port: FRONTEND_PORT,
    });
    const https = this.loadBalancer.addListener("Https", {
      port: 443,
      protocol: elbv2.ApplicationProtocol.HTTPS,
      certificates: [elbv2.ListenerCertificate.fromArn(certificateArn)],
      sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS,
      open: false,
      defaultTargetGroups: [frontendTargets],
    });
    new elbv2.ApplicationListenerRule(this, "BackendRule", {
      listener: https,
      priority: 10,
      conditions: [elbv2.ListenerCondition.pathPatterns(BACKEND_PATHS)],
      action: elbv2.ListenerAction.forward([backendTargets]),
    });
  }

  #targets(id: string, network: Network, { service, containerName, port }: Target): elbv2.ApplicationTargetGroup {
    return new elbv2.ApplicationTargetGroup(this, id, {
      vpc: network.vpc,
      targetType: elbv2.TargetType.IP,
      protocol: elbv2.ApplicationProtocol.HTTP,
      port,
      targets: [service.loadBalancerTarget({ containerName, containerPort: port })],
      deregistrationDelay: Duration.seconds(15),
      healthCheck: {
        path: "/health",
        interval: Duration.seconds(5),
        timeout: Duration.seconds(2),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
        healthyHttpCodes: "200",
      },
    });
  }
}

interface Target {
  readonly service: ecs.FargateService;
  readonly containerName: string;
  readonly port: number;
}
