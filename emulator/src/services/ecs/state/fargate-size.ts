import { ECS_ERRORS } from "./errors.ts";

const GIB = 1024;
const range = (fromGib: number, toGib: number, stepGib: number): number[] =>
  Array.from({ length: (toGib - fromGib) / stepGib + 1 }, (_, index) => (fromGib + index * stepGib) * GIB);

/** Memory in MiB that Fargate offers by CPU units (Amazon ECS Developer Guide, "Task CPU and memory"). */
const FARGATE_MEMORY_MIB: Readonly<Record<number, readonly number[]>> = {
  256: [512, GIB, 2 * GIB],
  512: range(1, 4, 1),
  1024: range(2, 8, 1),
  2048: range(4, 16, 1),
  4096: range(8, 30, 1),
  8192: range(16, 60, 4),
  16384: range(32, 120, 8),
};

/**
 * CPU units and memory in MiB of a Fargate task, as strings as AWS returns them; `1 vCPU` and `2 GB` are understood.
 * Throws ClientException for a combination that Fargate does not offer.
 */
export function fargateSize(cpu: string | undefined, memory: string | undefined): { cpu: string; memory: string } {
  if (cpu === undefined) throw ECS_ERRORS.client("Fargate requires that 'cpu' be defined at the task level.");
  if (memory === undefined) throw ECS_ERRORS.client("Fargate requires that 'memory' be defined at the task level.");
  const cpuUnits = amount(cpu, /^(\d+(?:\.\d+)?)\s*vcpu$/i, "cpu");
  const memoryMib = amount(memory, /^(\d+(?:\.\d+)?)\s*gb$/i, "memory");
  if (!FARGATE_MEMORY_MIB[cpuUnits]?.includes(memoryMib)) {
    throw ECS_ERRORS.client(`No Fargate configuration exists for given values: ${cpuUnits} CPU, ${memoryMib} memory.`);
  }
  return { cpu: String(cpuUnits), memory: String(memoryMib) };
}

function amount(text: string, large: RegExp, name: string): number {
  const match = large.exec(text);
  if (match) return Number(match[1]) * GIB;
  if (/^\d+$/.test(text)) return Number(text);
  throw ECS_ERRORS.client(`Invalid '${name}' setting for task.`);
}
