import { elasticacheErrors } from "./errors.ts";

/** Families of which all types of a size have the same memory. */
const GENERAL = ["cache.m6g", "cache.m7g"];
const MEMORY = ["cache.r6g", "cache.r7g"];

/** `maxmemory` in bytes (ElastiCache User Guide, "Redis OSS node-type specific parameters"). */
const BURSTABLE_BYTES: Readonly<Record<string, number>> = {
  "cache.t2.micro": 581_959_680,
  "cache.t2.small": 1_665_138_688,
  "cache.t2.medium": 3_461_349_376,
  "cache.t3.micro": 536_870_912,
  "cache.t3.small": 1_471_026_299,
  "cache.t3.medium": 3_317_862_236,
  "cache.t4g.micro": 536_870_912,
  "cache.t4g.small": 1_471_026_299,
  "cache.t4g.medium": 3_317_862_236,
};
const GENERAL_BYTES: Readonly<Record<string, number>> = {
  large: 6_854_542_746,
  xlarge: 13_891_921_715,
  "2xlarge": 27_966_669_210,
  "4xlarge": 56_116_178_125,
  "8xlarge": 111_325_552_312,
  "12xlarge": 168_715_971_994,
  "16xlarge": 225_000_375_228,
};
const MEMORY_BYTES: Readonly<Record<string, number>> = {
  large: 14_037_181_030,
  xlarge: 28_261_849_702,
  "2xlarge": 56_711_183_565,
  "4xlarge": 113_609_865_216,
  "8xlarge": 225_000_375_228,
  "12xlarge": 341_206_346_547,
  "16xlarge": 450_000_750_456,
};
const INTEL_BYTES: Readonly<Record<string, number>> = {
  "cache.m5.large": 6_854_542_746,
  "cache.m5.xlarge": 13_891_921_715,
  "cache.m5.2xlarge": 27_966_669_210,
  "cache.m5.4xlarge": 56_116_178_125,
  "cache.m5.12xlarge": 168_715_971_994,
  "cache.m5.24xlarge": 337_500_562_842,
  "cache.r5.large": 14_037_181_030,
  "cache.r5.xlarge": 28_261_849_702,
  "cache.r5.2xlarge": 56_711_183_565,
  "cache.r5.4xlarge": 113_609_865_216,
  "cache.r5.12xlarge": 341_206_346_547,
  "cache.r5.24xlarge": 682_485_973_811,
};

/** Cache node types with the memory that their nodes have for data and overhead, in bytes. */
export const NODE_TYPES: ReadonlyMap<string, number> = new Map([
  ...Object.entries(BURSTABLE_BYTES),
  ...Object.entries(INTEL_BYTES),
  ...sized(GENERAL, GENERAL_BYTES),
  ...sized(MEMORY, MEMORY_BYTES),
]);

export function checkedNodeType(value: string): string {
  if (NODE_TYPES.has(value)) return value;
  throw elasticacheErrors.invalidValue(`Invalid Cache Node Type: ${value}.`);
}

function sized(families: readonly string[], bytes: Readonly<Record<string, number>>): [string, number][] {
  return families.flatMap((family) =>
    Object.entries(bytes).map(([size, each]): [string, number] => [`${family}.${size}`, each]),
  );
}
