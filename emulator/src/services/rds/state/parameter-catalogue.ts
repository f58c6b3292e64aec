import type { Parameter } from "@aws-sdk/client-rds";

/** A server parameter as the server itself describes it. */
export interface ServerParameter {
  readonly name: string;
  readonly context: string;
  readonly dataType: "boolean" | "integer" | "float" | "string";
  readonly defaultValue: string;
  readonly allowedValues?: string;
  readonly description: string;
}

/** RDS's own parameters that mean something here; they are no server parameters. */
const RDS_PARAMETERS: readonly ServerParameter[] = [
  {
    name: "rds.force_ssl",
    context: "sighup",
    dataType: "boolean",
    defaultValue: "1",
    allowedValues: "0,1",
    description: "Force SSL connections.",
  },
];

const DATA_TYPES: Readonly<Record<string, ServerParameter["dataType"]>> = {
  BOOLEAN: "boolean",
  INTEGER: "integer",
  REAL: "float",
  STRING: "string",
  ENUM: "string",
};

/**
 * Parses `postgres --describe-config`: a line a parameter, separated by tabs (name, context, group, type, default,
 * minimum, maximum, description, more).
 */
export function parameterCatalogue(describeConfig: string): ReadonlyMap<string, ServerParameter> {
  const described = describeConfig
    .split("\n")
    .map((line) => line.split("\t"))
    .filter((fields) => fields.length >= 8)
    .map(([name, context, , type, value, min, max, description]): ServerParameter => {
      const dataType = DATA_TYPES[type!] ?? "string";
      return {
        name: name!,
        context: context!,
        dataType,
        defaultValue: dataType === "boolean" ? (value === "TRUE" ? "1" : "0") : value!,
        ...(dataType === "boolean" ? { allowedValues: "0,1" } : min !== "" ? { allowedValues: `${min}-${max}` } : {}),
        description: description!,
      };
    });
  const sorted = [...described, ...RDS_PARAMETERS].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(sorted.map((parameter) => [parameter.name, parameter]));
}

/** Static parameters take effect at a restart only. */
export function isStatic(parameter: ServerParameter): boolean {
  return parameter.context === "postmaster";
}

export function isModifiable(parameter: ServerParameter, owned: ReadonlySet<string>): boolean {
  return parameter.context !== "internal" && !owned.has(parameter.name);
}

/** As DescribeDBParameters and DescribeEngineDefaultParameters show it. */
export function describeParameter(
  parameter: ServerParameter,
  owned: ReadonlySet<string>,
  user?: { readonly value: string; readonly applyMethod: "immediate" | "pending-reboot" },
): Parameter {
  return {
    ParameterName: parameter.name,
    ParameterValue: user?.value ?? (parameter.defaultValue === "" ? undefined : parameter.defaultValue),
    Description: parameter.description,
    Source: user ? "user" : isModifiable(parameter, owned) ? "engine-default" : "system",
    ApplyType: isStatic(parameter) ? "static" : "dynamic",
    ApplyMethod: user?.applyMethod ?? "pending-reboot",
    DataType: parameter.dataType,
    AllowedValues: parameter.allowedValues,
    IsModifiable: isModifiable(parameter, owned),
  };
}
