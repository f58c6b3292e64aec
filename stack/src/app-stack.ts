import { CfnCondition, CfnOutput, CfnParameter, Fn, Stack, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Edge } from "./edge.ts";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";
import type { Platform } from "./platform.ts";
import { Service } from "./service.ts";

/** What serves requests; it needs images in the platform stack's repositories. */
export class AppStack extends Stack {
  readonly service: Service;
  readonly edge: Edge;

  constructor(scope: Construct, environment: Environment, platform: Platform) {
    super(scope, namesOf(environment.name).appStack, {
      description: `Service and edge of ${environment.name}`,
    });
    const certificateArn = new CfnParameter(this, "CertificateArn", {
      description: "ACM certificate of the load balancer's HTTPS listener",
      allowedPattern: "arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+",
    });
    const domainName = new CfnParameter(this, "DomainName", {
      description: "Host name that clients use, if it is not the load balancer's own",
      default: "",
    });
    this.service = new Service(this, "Service", environment, platform);
    this.edge = new Edge(this, "Edge", {
      environment,
      network: platform.network,
      backend: this.service.service,
      certificateArn: certificateArn.valueAsString,
    });
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
      BackendServiceName: this.service.service.serviceName,
    };
    for (const [key, value] of Object.entries(outputs)) new CfnOutput(this, key, { value });
  }
}
