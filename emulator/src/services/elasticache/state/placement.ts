import { elasticacheErrors } from "./errors.ts";
import type { NodeRecord } from "./replication-group.ts";

export const REPLICAS_MAX = 5;

/** Every name that a node can have. */
export const NODE_NAMES: readonly string[] = Array.from({ length: REPLICAS_MAX + 1 }, (_, index) =>
  String(index + 1).padStart(3, "0"),
);

export interface Placement {
  readonly multiAz: boolean;
  /** Zones that the subnet group covers. */
  readonly zones: readonly string[];
  /** ISO 8601 */
  readonly at: string;
}

/** `count` more nodes with the lowest free names, in the preferred zones or spread so that each has about as many. */
export function placeNodes(
  existing: readonly NodeRecord[],
  count: number,
  preferred: readonly string[],
  { multiAz, zones, at }: Placement,
): NodeRecord[] {
  const foreign = preferred.find((zone) => !zones.includes(zone));
  if (foreign !== undefined) {
    throw elasticacheErrors.invalidValue(`Invalid availability zone: ${foreign}. Must be one of ${zones.join(", ")}`);
  }
  const nodes = [...existing];
  for (let index = 0; index < count; index++) {
    const zone = preferred[index] ?? leastUsed(nodes, zones);
    nodes.push({ name: freeName(nodes), zone, createdAt: at });
  }
  if (multiAz && new Set(nodes.map(({ zone }) => zone)).size < 2) {
    throw elasticacheErrors.invalidCombination(
      "Multi-AZ needs nodes in at least two Availability Zones; add a replica or a subnet in another zone.",
    );
  }
  return nodes;
}

function leastUsed(nodes: readonly NodeRecord[], zones: readonly string[]): string {
  const used = (zone: string): number => nodes.filter((node) => node.zone === zone).length;
  return zones.reduce((best, zone) => (used(zone) < used(best) ? zone : best));
}

function freeName(nodes: readonly NodeRecord[]): string {
  return NODE_NAMES.find((name) => !nodes.some((node) => node.name === name))!;
}
