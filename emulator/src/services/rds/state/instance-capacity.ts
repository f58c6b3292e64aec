const GIB = 1_073_741_824;

/** Memory in GiB and vCPUs by size: burstable classes, then multiples of `large` (Amazon RDS, "DB instance classes"). */
const BURSTABLE: Readonly<Record<string, readonly [memoryGib: number, vcpus: number]>> = {
  micro: [1, 2],
  small: [2, 2],
  medium: [4, 2],
  large: [8, 2],
  xlarge: [16, 4],
  "2xlarge": [32, 8],
};
const LARGE_VCPUS = 2;
const GENERAL_GIB_PER_VCPU = 4;
const MEMORY_GIB_PER_VCPU = 8;

export interface Capacity {
  readonly memoryBytes: number;
  readonly vcpus: number;
}

/** What an instance class of `INSTANCE_CLASSES` has on AWS. */
export function capacityOf(instanceClass: string): Capacity {
  const [, family = "", size = ""] = instanceClass.split(".");
  const burstable = family.startsWith("t") ? BURSTABLE[size] : undefined;
  if (burstable) return { memoryBytes: burstable[0] * GIB, vcpus: burstable[1] };
  const multiple = size === "large" ? 1 : 2 * Number(/^(\d*)xlarge$/.exec(size)?.[1] || 1);
  const vcpus = LARGE_VCPUS * multiple;
  const gibPerVcpu = family.startsWith("r") ? MEMORY_GIB_PER_VCPU : GENERAL_GIB_PER_VCPU;
  return { memoryBytes: vcpus * gibPerVcpu * GIB, vcpus };
}
