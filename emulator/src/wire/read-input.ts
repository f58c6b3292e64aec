import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef, StaticStructureSchema } from "@smithy/types";
import type { Dialect, ScalarType } from "./dialect.ts";

/** Deepest nesting that any operation of the supported SDKs has is 9; recursive shapes end here. */
const DEPTH_MAX = 32;

/**
 * Turns a parsed request into an operation's typed input. The SDK's own deserializers are lenient (`abc` becomes NaN),
 * so this checks every type and every required member at every depth. Unknown members are ignored as AWS ignores
 * them: newer SDKs send new ones. Throws the dialect's `AwsError`s.
 */
export function readInput<Node>(schema: $SchemaRef, node: Node, dialect: Dialect<Node>): object {
  const normalized = NormalizedSchema.of(schema);
  return normalized.isUnitSchema() ? {} : readStructure(normalized, node, dialect, []);
}

function read<Node>(schema: NormalizedSchema, node: Node, dialect: Dialect<Node>, path: readonly string[]): unknown {
  if (path.length > DEPTH_MAX) throw dialect.malformed(`The request is nested deeper than ${DEPTH_MAX} levels`);
  if (schema.isStructSchema()) return readStructure(schema, node, dialect, path);
  if (schema.isListSchema()) return readList(schema, node, dialect, path);
  if (schema.isMapSchema()) return readMap(schema, node, dialect, path);
  return dialect.scalar(node, scalarType(schema), path.at(-1) ?? "");
}

function readStructure<Node>(
  schema: NormalizedSchema,
  node: Node,
  dialect: Dialect<Node>,
  path: readonly string[],
): object {
  const requiredCount = (schema.getSchema() as StaticStructureSchema)[6] ?? 0;
  const members: [string, unknown][] = [];
  let index = 0;
  for (const [name, memberSchema] of schema.structIterator()) {
    const xmlName = (memberSchema.getMemberTraits() as { xmlName?: string }).xmlName ?? name;
    const memberPath = [...path, name];
    const member = dialect.member(node, { name, xmlName });
    if (member !== undefined) members.push([name, read(memberSchema, member, dialect, memberPath)]);
    else if (index < requiredCount && !schema.isUnionSchema()) throw dialect.missing(memberPath);
    index++;
  }
  if (schema.isUnionSchema() && members.length > 1) {
    throw dialect.malformed(`Only one of ${members.map(([name]) => name).join(", ")} may be set`);
  }
  return Object.fromEntries(members);
}

function readList<Node>(
  schema: NormalizedSchema,
  node: Node,
  dialect: Dialect<Node>,
  path: readonly string[],
): unknown[] {
  const element = schema.getValueSchema();
  const { xmlName = "member" } = element.getMergedTraits() as { xmlName?: string };
  const flattened = Boolean((schema.getMergedTraits() as { xmlFlattened?: unknown }).xmlFlattened);
  return dialect
    .elements(node, xmlName, flattened)
    .map((child, index) => read(element, child, dialect, [...path, String(index + 1)]));
}

/** `Object.fromEntries` defines own properties, so a key `__proto__` stays a key. */
function readMap<Node>(schema: NormalizedSchema, node: Node, dialect: Dialect<Node>, path: readonly string[]): object {
  const key = schema.getKeySchema().getMergedTraits() as { xmlName?: string };
  const value = schema.getValueSchema();
  const { xmlName = "value" } = value.getMergedTraits() as { xmlName?: string };
  const entries = dialect.entries(node, key.xmlName ?? "key", xmlName);
  return Object.fromEntries(entries.map(([name, child]) => [name, read(value, child, dialect, [...path, name])]));
}

function scalarType(schema: NormalizedSchema): ScalarType {
  if (schema.isBooleanSchema()) return "boolean";
  if (schema.isNumericSchema()) return "number";
  if (schema.isTimestampSchema()) return "timestamp";
  if (schema.isBlobSchema()) return "blob";
  if (schema.isDocumentSchema()) return "document";
  return "string";
}
