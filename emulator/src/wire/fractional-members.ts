/**
 * Request members that may be fractions. The SDKs' schemas have one numeric type for integers and doubles alike; these
 * are the members that AWS's service models declare as double or float. Every other number is an integer.
 */
export const FRACTIONAL_MEMBERS: ReadonlySet<string> = new Set([
  "MinCapacity",
  "MaxCapacity",
  "MinACU",
  "MaxACU",
  "canaryPercent",
  "stepPercent",
  "doubleValue",
  "value",
  "min",
  "max",
]);
