import { CfnCondition, CfnOutput, CfnParameter, Fn, Stack, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Alarms } from "./alarms.ts";
import { BackendService } from "./backend-service.ts";
import { Edge } from "./edge.ts";
import type { Environment } from "./environments.ts";
import { FrontendService } from "./frontend-service.ts";
import { namesOf } from "./names.ts";
import type { Platform } from "./platform.ts";

/** What serves requests; it needs images in the platform stack's repositories. */
export class AppStack extends Stack {
  readonly backend: BackendService;
  readonly frontend: FrontendService;
  readonly edge: Edge;

  constructor(scope: Construct, environment: Environment, platform: Platform) {
    super(scope, namesOf(environment.name).appStack, {
      description: `Services and edge of ${environment.name}`,
    });
    const certificateArn = new CfnParameter(this, "CertificateArn", {
      description: "ACM certificate of the load balancer's HTTPS listener",
      allowedPattern: "arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+",
    });
    const domainName = new CfnParameter(this, "DomainName", {
      description: "Host name that clients use, if it is not the load balancer's own",
      default: "",
    });
    this.backend = new BackendService(this, "Service", environment, platform);
    this.frontend = new FrontendService(this, "Frontend", environment, platform);
    this.edge = new Edge(this, "Edge", {
      environment,
      network: platform.network,
      backend: this.backend.service,
      frontend: this.frontend.service,
      certificateArn: certificateArn.valueAsString,
    });
    new Alarms(this, "Alarms", environment);
    Tags.of(this).add("project", "payment-system");
    Tags.of(this).add("environment", environment.name);
    this.#addOutputs(domainName);
  }

  #addOutputs(domainName: CfnParameter): void {
    const hasDomainName = new CfnCondition(this, "HasDomainName", {
      expression: Fn.conditionNot(Fn.conditionEquals(domainName, "")),
    });
    const { loadBalancerDnsName } = this.edge.loadBalancer;
    const apiHost = Fn.conditionIf(hasDomainName.logicalId, domainName, loadBalancerDnsName).toString();
    const outputs = {
      ApiUrl: Fn.join("", ["https://", apiHost]),
      LoadBalancerDnsName: loadBalancerDnsName,
      BackendServiceName: this.backend.service.serviceName,
      FrontendServiceName: this.frontend.service.serviceName,
    };
    for (const [key, value] of Object.entries(outputs)) new CfnOutput(this, key, { value });
  }
}
