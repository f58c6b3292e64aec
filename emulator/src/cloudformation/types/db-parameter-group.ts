import type * as rds from "@aws-sdk/client-rds";
import { physicalName } from "../physical-name.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateRdsTags } from "./rds-tags.ts";

const NAME_LENGTH_MAX = 255;
/** ModifyDBParameterGroup and ResetDBParameterGroup take at most this many. */
const PARAMETERS_PER_CALL_MAX = 20;

/** AWS::RDS::DBParameterGroup; Ref is the name. Dynamic parameters apply at once, static ones at the next reboot. */
export function dbParameterGroupType(call: ServiceCalls<typeof rds>): ResourceType {
  return {
    create: async (properties, context) => {
      const DBParameterGroupName =
        properties["DBParameterGroupName"] ?? physicalName(context, NAME_LENGTH_MAX).toLowerCase();
      const { Family, Description, Tags } = properties;
      const input = { DBParameterGroupName, DBParameterGroupFamily: Family, Description, Tags };
      const { DBParameterGroup } = await call("CreateDBParameterGroup", input, context.call);
      const name = DBParameterGroup!.DBParameterGroupName!;
      context.exists(name);
      await change(call, name, parametersOf(properties), new Map(), context);
      return asResource(name);
    },
    update: async (identifier, properties, previous, context) => {
      await change(call, identifier, parametersOf(properties), parametersOf(previous), context);
      const described = await call("DescribeDBParameterGroups", { DBParameterGroupName: identifier }, context.call);
      const arn = described.DBParameterGroups![0]!.DBParameterGroupArn!;
      await updateRdsTags(call, arn, properties, previous, context.call);
      return asResource(identifier);
    },
    delete: async (identifier, _properties, context) => {
      await unlessGone(call("DeleteDBParameterGroup", { DBParameterGroupName: identifier }, context.call));
    },
  };
}

async function change(
  call: ServiceCalls<typeof rds>,
  DBParameterGroupName: string,
  wanted: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, string>,
  context: ResourceContext,
): Promise<void> {
  const set = [...wanted].filter(([name, value]) => known.get(name) !== value);
  const reset = [...known.keys()].filter((name) => !wanted.has(name));
  if (set.length === 0 && reset.length === 0) return;
  const dynamic = await dynamicParameters(call, DBParameterGroupName, context);
  const method = (ParameterName: string): object => ({
    ParameterName,
    ApplyMethod: dynamic.has(ParameterName) ? "immediate" : "pending-reboot",
  });
  for (const names of chunks(reset)) {
    await call("ResetDBParameterGroup", { DBParameterGroupName, Parameters: names.map(method) }, context.call);
  }
  for (const some of chunks(set)) {
    const Parameters = some.map(([name, ParameterValue]) => ({ ...method(name), ParameterValue }));
    await call("ModifyDBParameterGroup", { DBParameterGroupName, Parameters }, context.call);
  }
}

async function dynamicParameters(
  call: ServiceCalls<typeof rds>,
  DBParameterGroupName: string,
  context: ResourceContext,
): Promise<Set<string>> {
  const names = new Set<string>();
  let Marker: string | undefined;
  do {
    const page = await call("DescribeDBParameters", { DBParameterGroupName, Marker }, context.call);
    for (const { ApplyType, ParameterName } of page.Parameters ?? []) {
      if (ApplyType === "dynamic") names.add(ParameterName!);
    }
    Marker = page.Marker;
  } while (Marker);
  return names;
}

/** The property may be a JSON text. */
function parametersOf({ Parameters }: Properties): ReadonlyMap<string, string> {
  const parameters: unknown = typeof Parameters === "string" ? JSON.parse(Parameters) : (Parameters ?? {});
  return new Map(Object.entries(parameters as object).map(([name, value]) => [name, String(value)]));
}

function chunks<T>(values: readonly T[]): T[][] {
  const count = Math.ceil(values.length / PARAMETERS_PER_CALL_MAX);
  return Array.from({ length: count }, (_, index) =>
    values.slice(index * PARAMETERS_PER_CALL_MAX, (index + 1) * PARAMETERS_PER_CALL_MAX),
  );
}

function asResource(name: string): Resource {
  return { identifier: name, attributes: { DBParameterGroupName: name } };
}
