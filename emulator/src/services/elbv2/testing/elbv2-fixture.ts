import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { CertificateAuthority } from "../../../certificates/authority.ts";
import { Addresses } from "../../../endpoints/addresses.ts";
import { Store } from "../../../store/store.ts";
import { testInstance } from "../../../testing/test-instance.ts";
import { until } from "../../../wait/until.ts";
import type { ServiceEndpoint } from "../../../wire/service-endpoint.ts";
import { ImportedCertificates } from "../../acm/imported-certificates.ts";
import { createElbv2, type Elbv2Service } from "../elbv2.ts";

const CERTIFICATE_ARN = "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-4000-8000-000000000000";
const NETWORK = [
  { id: "subnet-a", vpcId: "vpc-1", zone: "us-east-1a" },
  { id: "subnet-b", vpcId: "vpc-1", zone: "us-east-1b" },
  { id: "subnet-c", vpcId: "vpc-1", zone: "us-east-1a" },
];

export interface Elbv2Fixture extends AsyncDisposable {
  readonly client: ElasticLoadBalancingV2;
  readonly service: () => Elbv2Service;
  readonly certificates: ImportedCertificates;
  readonly authority: CertificateAuthority;
  readonly addresses: Addresses;
  /** An address of the instance's block for a target. */
  readonly address: (name: string) => string;
  /** Issues and imports a certificate for addresses; always the same ARN. */
  readonly importCertificate: (...addresses: string[]) => Promise<string>;
  /** Stops the service and starts another one from the same store. */
  readonly restart: () => Promise<void>;
  /** A load balancer that is active. */
  readonly loadBalancer: (name: string) => Promise<{ arn: string; address: string }>;
  /** A target group of the given targets, checked every five seconds. */
  readonly targetGroup: (name: string, targets: readonly { Id: string; Port: number }[]) => Promise<string>;
  readonly untilHealth: (targetGroupArn: string, state: string) => Promise<void>;
}

/** Elastic Load Balancing behind a real HTTP endpoint, with an SDK client. */
export async function elbv2Fixture(): Promise<Elbv2Fixture> {
  const instance = await testInstance();
  const store = new Store(join(instance.directories.state, "control-plane.sqlite"));
  const addresses = new Addresses(instance, store);
  const authority = await CertificateAuthority.open(instance.directories.certificates);
  const certificates = new ImportedCertificates(store);
  const network = { subnets: async (ids: readonly string[]) => NETWORK.filter(({ id }) => ids.includes(id)) };
  const create = (): Elbv2Service =>
    createElbv2({ instance, store, addresses, certificates, network, log: () => undefined });
  let service = create();
  await service.start();
  const gateway = await serveEndpoint(() => service.endpoint);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new ElasticLoadBalancingV2({
    endpoint: gateway.url,
    region: instance.region,
    credentials,
    maxAttempts: 1,
  });
  const address = (name: string): string => addresses.reserve(`test/${name}`);
  return {
    client,
    certificates,
    authority,
    addresses,
    address,
    service: () => service,
    importCertificate: async (...names) => {
      const leaf = await authority.issue({ commonName: "load balancer", addresses: names });
      await certificates.put({ arn: CERTIFICATE_ARN, chainPem: authority.caCertificatePem, ...leaf });
      return CERTIFICATE_ARN;
    },
    restart: async () => {
      await service.stop();
      service = create();
      await service.start();
    },
    ...shorthands(client),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await gateway.close();
      await service.stop();
      store.close();
      await instance[Symbol.asyncDispose]();
    },
  };
}

function shorthands(
  client: ElasticLoadBalancingV2,
): Pick<Elbv2Fixture, "loadBalancer" | "targetGroup" | "untilHealth"> {
  return {
    loadBalancer: async (Name) => {
      await client.createLoadBalancer({ Name, Subnets: ["subnet-a", "subnet-b"] });
      const active = await until(
        async () => {
          const { LoadBalancers } = await client.describeLoadBalancers({ Names: [Name] });
          return LoadBalancers?.find(({ State }) => State?.Code === "active");
        },
        { what: `load balancer ${Name} to be active`, deadlineMs: 10_000 },
      );
      return { arn: active.LoadBalancerArn ?? "", address: (active.DNSName ?? "").replace(/:\d+$/, "") };
    },
    targetGroup: async (Name, Targets) => {
      const check = { HealthCheckPath: "/health", HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 };
      const group = { Name, Protocol: "HTTP", Port: 8080, VpcId: "vpc-1", TargetType: "ip" } as const;
      const { TargetGroups } = await client.createTargetGroup({ ...group, ...check });
      const arn = TargetGroups?.[0]?.TargetGroupArn ?? "";
      await client.registerTargets({ TargetGroupArn: arn, Targets: [...Targets] });
      return arn;
    },
    untilHealth: async (TargetGroupArn, state) => {
      const all = async (): Promise<boolean> => {
        const { TargetHealthDescriptions = [] } = await client.describeTargetHealth({ TargetGroupArn });
        return TargetHealthDescriptions.every(({ TargetHealth }) => TargetHealth?.State === state);
      };
      await until(all, { what: `every target to be ${state}`, deadlineMs: 30_000 });
    },
  };
}

async function serveEndpoint(endpoint: () => ServiceEndpoint): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void (async () => {
      const query = new URL(request.url ?? "/", "http://gateway").searchParams;
      const context = { requestId: "test", region: "us-east-1", accountId: "000000000000" };
      const body = await buffer(request);
      const answer = await endpoint().handle({ headers: request.headers, query, body, context });
      response.writeHead(answer.status, { ...answer.headers }).end(answer.body);
    })();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
