import { elasticacheErrors } from "./errors.ts";

/** AWS has it, the emulator doesn't yet: refused, because ignoring it would be a lie. */
const NOT_IMPLEMENTED = [
  ...["GlobalReplicationGroupId", "SnapshotArns", "ServerlessCacheSnapshotName"],
  ...["LogDeliveryConfigurations", "DataTieringEnabled", "Durability", "PreferredOutpostArns", "ScaleConfig"],
];

/** Refuses members that ask for something which would not happen; false and empty lists ask for nothing. */
export function refuseUnsupported(input: object): void {
  const members = new Map<string, unknown>(Object.entries(input));
  for (const [name, value] of members) {
    const isAsked = value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
    if (isAsked && NOT_IMPLEMENTED.includes(name)) throw elasticacheErrors.notImplemented(`The parameter ${name}`);
  }
  if ((members.get("CacheSecurityGroupNames") as string[] | undefined)?.length) {
    throw elasticacheErrors.invalidCombination(
      "Use of cache security groups is not permitted in this API version for your account.",
    );
  }
  for (const [name, only] of [
    ["NetworkType", "ipv4"],
    ["IpDiscovery", "ipv4"],
    ["ClusterMode", "disabled"],
  ] as const) {
    const value = members.get(name);
    if (value === undefined || value === only) continue;
    throw elasticacheErrors.notImplemented(`${name} ${JSON.stringify(value)} (only ${only})`);
  }
}
