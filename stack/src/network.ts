import * as ec2 from "aws-cdk-lib/aws-ec2";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Environment } from "./environments.ts";

export const BACKEND_PORT = 8080;
export const FRONTEND_PORT = 8080;
const DATABASE_PORT = 5432;
const CACHE_PORT = 6379;

/**
 * A VPC over two zones: public subnets for the load balancer alone, and subnets without a route to the internet for
 * the service and for its data. Tasks reach AWS through VPC endpoints, so there is no NAT to pay or to attack.
 */
export class Network extends Construct {
  readonly vpc: ec2.IVpc;
  readonly loadBalancerSubnets: ec2.SubnetSelection = { subnetGroupName: "public" };
  readonly serviceSubnets: ec2.SubnetSelection = { subnetGroupName: "service" };
  readonly dataSubnets: ec2.SubnetSelection = { subnetGroupName: "data" };
  readonly loadBalancer: ec2.SecurityGroup;
  readonly service: ec2.SecurityGroup;
  readonly frontend: ec2.SecurityGroup;
  readonly database: ec2.SecurityGroup;
  readonly cache: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, "Vpc", {
      ipAddresses: ec2.IpAddresses.cidr(environment.network.cidr),
      maxAzs: 2,
      natGateways: 0,
      // Emptying the default security group would take a Lambda-backed custom resource; nothing uses that group.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: "public", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: "service", subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 20 },
        { name: "data", subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
    });
    // CDK's classes meet their own interfaces only without exactOptionalPropertyTypes; likewise below.
    this.vpc = vpc as ec2.IVpc;
    acknowledge(this, "VPC7", "Flow logs can't be created on every target yet, and one template serves all of them.");
    this.loadBalancer = this.#securityGroup("LoadBalancer", "Load balancer: HTTP and HTTPS from the internet");
    this.service = this.#securityGroup("Service", "Tasks of the backend and one-off tasks");
    this.frontend = this.#securityGroup("Frontend", "Tasks of the frontend");
    this.database = this.#securityGroup("Database", "PostgreSQL");
    this.cache = this.#securityGroup("Cache", "Redis");
    this.loadBalancer.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), "HTTPS from the internet");
    this.loadBalancer.addIngressRule(
      ec2.Peer.anyIpv4(),
      ec2.Port.tcp(80),
      "HTTP from the internet, redirected to HTTPS",
    );
    acknowledge(this.loadBalancer, "EC23", "Merchants call the load balancer from anywhere.");
    allow(this.loadBalancer, this.service, BACKEND_PORT, "Load balancer to backend");
    allow(this.loadBalancer, this.frontend, FRONTEND_PORT, "Load balancer to frontend");
    allow(this.service, this.database, DATABASE_PORT, "Tasks to PostgreSQL");
    allow(this.service, this.cache, CACHE_PORT, "Tasks to Redis");
    this.#addEndpoints();
  }

  /** Its rules are resources of their own, because LocalStack drops those that stand inside a security group. */
  #securityGroup(id: string, description: string): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, id, {
      vpc: this.vpc,
      description,
      allowAllOutbound: false,
      disableInlineRules: true,
    });
  }

  /** What a Fargate task needs of AWS: image manifests, image layers (S3), logs and secrets. */
  #addEndpoints(): void {
    const endpoints = this.#securityGroup("Endpoints", "VPC endpoints of AWS services");
    for (const tasks of [this.service, this.frontend]) {
      endpoints.addIngressRule(tasks, ec2.Port.tcp(443), "Tasks to AWS services");
      // S3's gateway endpoint is a route and not a member of a group; its prefix list differs by region.
      tasks.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), "Tasks to VPC endpoints and S3");
    }
    this.vpc.addGatewayEndpoint("S3", {
      service: ec2.GatewayVpcEndpointAwsService.S3,
      subnets: [this.serviceSubnets],
    });
    const services = {
      EcrApi: ec2.InterfaceVpcEndpointAwsService.ECR,
      EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
      Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
      SecretsManager: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    };
    for (const [id, service] of Object.entries(services)) {
      this.vpc.addInterfaceEndpoint(id, {
        service,
        subnets: this.serviceSubnets,
        securityGroups: [endpoints],
        open: false,
      });
    }
  }
}

function allow(from: ec2.SecurityGroup, to: ec2.SecurityGroup, port: number, description: string): void {
  from.addEgressRule(to, ec2.Port.tcp(port), description);
  to.addIngressRule(from, ec2.Port.tcp(port), description);
}
