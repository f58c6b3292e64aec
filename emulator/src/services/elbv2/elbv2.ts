import * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Addresses } from "../../endpoints/addresses.ts";
import type { ControlRoute } from "../../gateway/control-route.ts";
import type { Instance } from "../../instance/instance.ts";
import type { Log } from "../../log.ts";
import type { Store } from "../../store/store.ts";
import { defineService } from "../../wire/define-service.ts";
import type { ImportedCertificates } from "../acm/imported-certificates.ts";
import type { EmulatedService, ResourceStatus } from "../emulated-service.ts";
import { addressIdentifier, type Elbv2Context, type SubnetLookup } from "./api/context.ts";
import { elbv2Handlers } from "./api/handlers.ts";
import { DataPlane } from "./backend/data-plane.ts";
import { Deregistration } from "./backend/deregistration.ts";
import { ec2Subnets } from "./backend/ec2-subnets.ts";
import { boundPort, privilegedPortOffset } from "./backend/privileged-ports.ts";
import { Elbv2State } from "./state/elbv2-state.ts";
import { elbv2Error } from "./state/errors.ts";
import { checkLoadBalancerName } from "./state/names.ts";

export interface Elbv2Dependencies {
  readonly instance: Pick<Instance, "region" | "accountId" | "endpointUrl">;
  readonly store: Store;
  readonly addresses: Addresses;
  readonly certificates: ImportedCertificates;
  readonly log: Log;
  /** EC2 at the instance's endpoint unless given. */
  readonly network?: SubnetLookup;
}

export interface Elbv2Service extends EmulatedService {
  /** The operations for callers in this process; each throws `AwsError`. */
  readonly handlers: ReturnType<typeof elbv2Handlers>;
  /** Whether a listener serves this certificate, which ACM must not delete then. */
  usesCertificate(certificateArn: string): boolean;
}

/** Elastic Load Balancing v2: Application Load Balancers that really proxy, each in a thread on its own address. */
export function createElbv2(dependencies: Elbv2Dependencies): Elbv2Service {
  const { instance, store, addresses, certificates, log } = dependencies;
  const state = new Elbv2State(store);
  const dataPlane = new DataPlane(state, certificates, log);
  const deregistration = new Deregistration(state, dataPlane);
  const network = dependencies.network ?? ec2Subnets(instance.endpointUrl, instance.region);
  const handlers = elbv2Handlers({ instance, state, dataPlane, deregistration, addresses, certificates, network, log });
  certificates.onImport(async (arn) => {
    const owners = new Set(state.listenersWithCertificate(arn).map(({ loadBalancerArn }) => loadBalancerArn));
    for (const owner of owners) await dataPlane.sync(owner);
  });
  return {
    handlers,
    endpoint: defineService({
      signingName: "elasticloadbalancing",
      protocol: "awsQuery",
      sdk,
      handlers,
      log,
      missing: (path) => elbv2Error.validation(`The request must contain the parameter ${path.join(".")}`),
    }),
    controlRoutes: [reserveAddress(addresses)],
    usesCertificate: (certificateArn) => state.listenersWithCertificate(certificateArn).length > 0,
    resources: () => resources(state),
    start: async () => {
      for (const record of state.loadBalancers.list()) {
        await keepPortsBindable(record.arn, state, log);
        await dataPlane.bringUp(record.arn);
      }
      for (const { arn } of state.targetGroups.list()) await deregistration.advance(arn);
    },
    stop: async () => {
      deregistration.stop();
      await dataPlane.stop();
    },
  };
}

/** A load balancer made by a user who might bind port 443 is started by one who may not: its ports move. */
async function keepPortsBindable(arn: string, state: Elbv2Context["state"], log: Log): Promise<void> {
  const record = state.loadBalancer(arn);
  if (record.privilegedPortOffset !== 0) return;
  const offset = await privilegedPortOffset(record.address);
  if (offset === 0) return;
  state.loadBalancers.put(arn, { ...record, privilegedPortOffset: offset });
  log("warn", "Ports 80 and 443 of a load balancer can't be bound any more and moved.", { arn, movedBy: offset });
}

/** `POST /_emulator/addresses/load-balancer/{name}` → `{address}`: what a load balancer of that name has or will get. */
function reserveAddress(addresses: Addresses): ControlRoute {
  return {
    method: "POST",
    pattern: new URLPattern({ pathname: "/addresses/load-balancer/:name" }),
    handle: async (exchange) => {
      const name = exchange.params["name"] ?? "";
      checkLoadBalancerName(name);
      exchange.reply({ address: addresses.reserve(addressIdentifier(name)) });
    },
  };
}

function resources(state: Elbv2State): ResourceStatus[] {
  return state.loadBalancers.list().map((record) => {
    const listeners = state.listenersOf(record.arn);
    const shown = listeners.find(({ protocol }) => protocol === "HTTPS") ?? listeners[0];
    const endpoint = shown && `${record.address}:${boundPort(shown.port, record.privilegedPortOffset)}`;
    return {
      type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      name: record.name,
      state: record.state,
      ...(endpoint === undefined ? {} : { endpoint }),
      pids: [process.pid],
    };
  });
}
