import { AwsError } from "../aws-error.ts";
import type { Dialect, ScalarType } from "../dialect.ts";
import { FRACTIONAL_MEMBERS } from "../fractional-members.ts";

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const DOCUMENT_DEPTH_MAX = 64;
const EPOCH_SECONDS_MAX = 8_640_000_000_000;

const NAMES: Record<ScalarType, string> = {
  string: "a String",
  boolean: "a Boolean",
  number: "an Integer",
  timestamp: "milliseconds since epoch",
  blob: "a Blob",
  document: "a Document",
};

/** JSON as AWS JSON 1.1 services read it; the messages are those of AWS's own parser. */
export const jsonDialect: Omit<Dialect<unknown>, "missing"> = {
  malformed,
  member: (structure, { name }) => {
    if (!isObject(structure)) throw unexpected(structure);
    return Object.hasOwn(structure, name) ? (structure[name] ?? undefined) : undefined;
  },
  elements: (list) => {
    if (!Array.isArray(list)) throw unexpected(list);
    return list as unknown[];
  },
  entries: (map) => {
    if (!isObject(map)) throw unexpected(map);
    return Object.entries(map).filter(([, value]) => value !== null);
  },
  scalar,
};

function scalar(node: unknown, type: ScalarType, member: string): unknown {
  if (type === "document") return boundedDocument(node, 0);
  if (typeof node === "object" && node !== null) throw unexpected(node);
  switch (type) {
    case "string":
      if (typeof node !== "string") throw notConvertible(node, type);
      return node;
    case "boolean":
      if (typeof node !== "boolean") throw notConvertible(node, type);
      return node;
    case "number":
      if (typeof node !== "number") throw notConvertible(node, type);
      if (!FRACTIONAL_MEMBERS.has(member) && !Number.isSafeInteger(node)) throw notConvertible(node, type);
      return node;
    case "timestamp":
      if (typeof node !== "number" || Math.abs(node) > EPOCH_SECONDS_MAX) throw notConvertible(node, type);
      return new Date(Math.round(node * 1000));
    case "blob":
      if (typeof node !== "string" || !BASE64.test(node) || node.length % 4 !== 0) throw notConvertible(node, type);
      return new Uint8Array(Buffer.from(node, "base64"));
  }
}

function boundedDocument(node: unknown, depth: number): unknown {
  if (depth > DOCUMENT_DEPTH_MAX) throw malformed(`A document is nested deeper than ${DOCUMENT_DEPTH_MAX} levels`);
  if (typeof node === "object" && node !== null) {
    for (const child of Object.values(node)) boundedDocument(child, depth + 1);
  }
  return node;
}

function isObject(node: unknown): node is Record<string, unknown> {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}

function unexpected(node: unknown): AwsError {
  if (Array.isArray(node)) return malformed("Start of list found where not expected");
  if (isObject(node)) return malformed("Start of structure or map found where not expected");
  return malformed(`Unexpected token ${tokenName(node)}`);
}

function notConvertible(node: unknown, type: ScalarType): AwsError {
  return malformed(`${tokenName(node)} can not be converted to ${NAMES[type]}`);
}

function tokenName(node: unknown): string {
  if (typeof node === "string") return "STRING_VALUE";
  if (typeof node === "number") return Number.isInteger(node) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  if (typeof node === "boolean") return node ? "TRUE_VALUE" : "FALSE_VALUE";
  return "NULL_VALUE";
}

function malformed(message: string): AwsError {
  return new AwsError("SerializationException", message);
}
