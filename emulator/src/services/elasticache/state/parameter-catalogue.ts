import type { Parameter } from "@aws-sdk/client-elasticache";
import { elasticacheErrors } from "./errors.ts";
import { FIXED, MODIFIABLE, MODIFIABLE_OWN, MODIFIABLE_STATIC } from "./parameter-table.ts";

/** A parameter of a cache parameter group family. */
export interface CacheParameter {
  readonly name: string;
  readonly dataType: "integer" | "string";
  /** A range such as `1-100` or `0-`, or values with commas between; anything when empty. */
  readonly allowedValues: string;
  readonly description: string;
  readonly defaultValue: string;
  readonly isModifiable: boolean;
  readonly changeType: "immediate" | "requires-reboot";
  /** The server has it under the same name. */
  readonly isServers: boolean;
}

export type ParameterCatalogue = ReadonlyMap<string, CacheParameter>;

const CLASSES = { normal: "normal", pubsub: "pubsub", replica: "slave" };

/** AWS's parameters as far as the server has them, with the defaults that it was asked for (`CONFIG GET`). */
export function parameterCatalogue(serverDefaults: ReadonlyMap<string, string>): ParameterCatalogue {
  const defaults = new Map([...serverDefaults, ...bufferLimits(serverDefaults)]);
  const rows = [
    ...MODIFIABLE.map((row) => ({ row, isModifiable: true, changeType: "immediate" as const, isServers: true })),
    ...MODIFIABLE_STATIC.map((row) => ({
      row,
      isModifiable: true,
      changeType: "requires-reboot" as const,
      isServers: true,
    })),
    ...MODIFIABLE_OWN.map((row) => ({ row, isModifiable: true, changeType: "immediate" as const, isServers: false })),
    ...FIXED.map((row) => ({ row, isModifiable: false, changeType: "requires-reboot" as const, isServers: false })),
  ];
  const parameters = rows
    .filter(({ row: [name], isServers }) => !isServers || serverDefaults.has(name))
    .map(({ row: [name, dataType, allowedValues, description, awsDefault], ...kind }) => ({
      ...{ name, dataType, allowedValues, description, ...kind },
      defaultValue: awsDefault ?? defaults.get(name) ?? "",
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(parameters.map((parameter) => [parameter.name, parameter]));
}

/** ElastiCache has a parameter for each number of the server's one. */
function bufferLimits(serverDefaults: ReadonlyMap<string, string>): [string, string][] {
  const words = (serverDefaults.get("client-output-buffer-limit") ?? "").split(" ");
  return Object.entries(CLASSES).flatMap(([kind, serverKind]): [string, string][] => {
    const start = words.indexOf(serverKind);
    const names = ["hard-limit", "soft-limit", "soft-seconds"];
    return names.map((name, index) => [`client-output-buffer-limit-${kind}-${name}`, words[start + 1 + index] ?? "0"]);
  });
}

/**
 * The server's settings for a node with `memoryBytes` whose group has `values`: every parameter of the catalogue, so
 * that one which was reset goes back to its default.
 */
export function serverSettings(
  catalogue: ParameterCatalogue,
  values: Readonly<Record<string, string>>,
  memoryBytes: number,
): Record<string, string> {
  const valueOf = (name: string): string => values[name] ?? catalogue.get(name)?.defaultValue ?? "";
  const own = [...catalogue.values()].filter(({ isServers }) => isServers);
  const limits = Object.entries(CLASSES).map(([kind, serverKind]) => {
    const numbers = ["hard-limit", "soft-limit", "soft-seconds"];
    return [serverKind, ...numbers.map((name) => valueOf(`client-output-buffer-limit-${kind}-${name}`))].join(" ");
  });
  const dataShare = 1 - Number(valueOf("reserved-memory-percent")) / 100;
  return {
    ...Object.fromEntries(own.map(({ name }) => [name, valueOf(name)])),
    "client-output-buffer-limit": limits.join(" "),
    maxmemory: String(Math.floor(memoryBytes * dataShare)),
  };
}

/** Throws `InvalidParameterValue` unless AWS allows the value; the server itself may still refuse it. */
export function checkValue({ name, dataType, allowedValues }: CacheParameter, value: string): void {
  if (allowedValues === "") return;
  const isAllowed = allowedValues.split(",").some((allowed) => {
    const range = /^(-?\d+)-(\d*)$/.exec(allowed);
    if (dataType !== "integer" || !range) return allowed === value;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= Number(range[1]) && (range[2] === "" || number <= Number(range[2]));
  });
  if (isAllowed) return;
  throw elasticacheErrors.invalidValue(
    `Invalid parameter value: ${value} for: ${name} allowed values are: ${allowedValues}`,
  );
}

/** As DescribeCacheParameters and DescribeEngineDefaultParameters show it. */
export function describeParameter(parameter: CacheParameter, engineVersionMin: string, userValue?: string): Parameter {
  return {
    ParameterName: parameter.name,
    ParameterValue: userValue ?? parameter.defaultValue,
    Description: parameter.description,
    Source: userValue === undefined ? "system" : "user",
    DataType: parameter.dataType,
    AllowedValues: parameter.allowedValues,
    IsModifiable: parameter.isModifiable,
    MinimumEngineVersion: engineVersionMin,
    ChangeType: parameter.changeType,
  };
}
