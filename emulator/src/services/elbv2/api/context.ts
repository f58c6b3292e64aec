import type { Addresses } from "../../../endpoints/addresses.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { Log } from "../../../log.ts";
import type { ImportedCertificates } from "../../acm/imported-certificates.ts";
import type { DataPlane } from "../backend/data-plane.ts";
import type { Deregistration } from "../backend/deregistration.ts";
import type { Elbv2State } from "../state/elbv2-state.ts";

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
}

/** Where load balancers learn about their network. */
export interface SubnetLookup {
  /** The subnets with these ids, in any order; one that does not exist is absent. */
  subnets(ids: readonly string[]): Promise<Subnet[]>;
}

/** What the operations work with. */
export interface Elbv2Context {
  readonly instance: Pick<Instance, "region" | "accountId">;
  readonly state: Elbv2State;
  readonly dataPlane: DataPlane;
  readonly deregistration: Deregistration;
  readonly addresses: Addresses;
  readonly certificates: ImportedCertificates;
  readonly network: SubnetLookup;
  readonly log: Log;
}

/** Under which identifier a load balancer's address is reserved, also before it exists. */
export function addressIdentifier(loadBalancerName: string): string {
  return `elbv2/load-balancer/${loadBalancerName}`;
}
