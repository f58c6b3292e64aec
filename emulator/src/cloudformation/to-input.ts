import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import { AwsError } from "../wire/aws-error.ts";

/** CloudFormation's name of a property to the API's, at any depth, where they differ by more than case. */
export type Aliases = Readonly<Record<string, string>>;

/**
 * Turns CloudFormation properties into an operation's typed input, guided by the SDK's schema: names match without
 * regard to case, strings become numbers and booleans where the API has those, keys of maps (labels, log options)
 * stay as they are, nulls are left out. Throws `InvalidRequest` for a property that the API lacks or a wrong type.
 */
export function toInput(schema: $SchemaRef, properties: unknown, aliases: Aliases = {}): object {
  return structure(NormalizedSchema.of(schema), properties, aliases, "#");
}

function convert(schema: NormalizedSchema, value: unknown, aliases: Aliases, path: string): unknown {
  if (schema.isStructSchema()) return structure(schema, value, aliases, path);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrongType(path, "Array", value);
    const element = schema.getValueSchema();
    return value.map((item, index) => convert(element, item, aliases, `${path}/${index}`));
  }
  if (schema.isMapSchema()) {
    const element = schema.getValueSchema();
    const entries = entriesOf(value, path);
    return Object.fromEntries(entries.map(([key, item]) => [key, convert(element, item, aliases, `${path}/${key}`)]));
  }
  return scalar(schema, value, path);
}

function structure(schema: NormalizedSchema, value: unknown, aliases: Aliases, path: string): object {
  const members = new Map([...schema.structIterator()]);
  const byLowerCase = new Map([...members.keys()].map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    entriesOf(value, path).map(([key, item]) => {
      const alias = Object.hasOwn(aliases, key) ? aliases[key] : undefined;
      const name = members.has(key) ? key : byLowerCase.get((alias ?? key).toLowerCase());
      if (name === undefined) throw invalid(`${path}: extraneous key [${key}] is not permitted`);
      return [name, convert(members.get(name)!, item, aliases, `${path}/${key}`)];
    }),
  );
}

function scalar(schema: NormalizedSchema, value: unknown, path: string): unknown {
  if (schema.isBooleanSchema()) {
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
    throw wrongType(path, "Boolean", value);
  }
  if (schema.isNumericSchema()) {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) throw wrongType(path, "Number", value);
    return number;
  }
  if (schema.isTimestampSchema()) {
    const date = new Date(value as string);
    if (Number.isNaN(date.getTime())) throw wrongType(path, "Timestamp", value);
    return date;
  }
  if (schema.isStringSchema()) return text(value, path);
  return value;
}

/** Policies may be given as JSON objects where the API takes text. */
function text(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "object" && !Array.isArray(value)) return JSON.stringify(value);
  throw wrongType(path, "String", value);
}

function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrongType(path, "Object", value);
  return Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
}

function wrongType(path: string, expected: string, value: unknown): AwsError {
  const found = Array.isArray(value) ? "Array" : value === null ? "Null" : typeof value;
  return invalid(`${path}: expected type: ${expected}, found: ${found[0]!.toUpperCase()}${found.slice(1)}`);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidRequest", `Properties validation failed with message: ${message}`);
}
