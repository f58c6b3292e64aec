import { AwsError } from "../aws-error.ts";
import type { Dialect, ScalarType } from "../dialect.ts";
import { FRACTIONAL_MEMBERS } from "../fractional-members.ts";
import type { FormNode } from "./form-tree.ts";

const LIST_INDEX = /^[1-9]\d{0,8}$/;
const INTEGER = /^[+-]?\d{1,15}$/;
const DECIMAL = /^[+-]?\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,2})?$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Query strings as awsQuery services read them; the messages are those of AWS's own parser. */
export const queryDialect: Omit<Dialect<FormNode>, "missing"> = {
  malformed,
  member: (structure, { xmlName }) => {
    if (structure.value) throw malformed("Unexpected complex element termination");
    return structure.children.get(xmlName);
  },
  elements: (list, elementName, flattened) => {
    if (list.value) throw malformed("Unexpected list element termination");
    return numbered(flattened ? list : (list.children.get(elementName) ?? list.children.get("member")));
  },
  entries: (map, keyName, valueName) => {
    if (map.value) throw malformed("Unexpected map element termination");
    return numbered(map.children.get("entry")).map((entry) => {
      const key = entry.children.get(keyName)?.value;
      const value = entry.children.get(valueName);
      if (key === undefined || value === undefined) throw malformed("Unexpected map element termination");
      return [key, value];
    });
  },
  scalar: (node, type, member) => {
    if (node.children.size > 0) throw malformed("Start of structure or map found where not expected");
    return scalar(node.value ?? "", type, member);
  },
};

/** In order of index; gaps are closed. */
function numbered(list: FormNode | undefined): FormNode[] {
  if (!list || (list.children.size === 0 && !list.value)) return [];
  if (list.value) throw malformed("Unexpected list element termination");
  const indexed = [...list.children].map(([index, node]) => {
    if (!LIST_INDEX.test(index)) throw malformed(`${quoted(index)} is not a list index`);
    return { index: Number(index), node };
  });
  return indexed.sort((a, b) => a.index - b.index).map(({ node }) => node);
}

function scalar(text: string, type: ScalarType, member: string): unknown {
  switch (type) {
    case "string":
      return text;
    case "boolean":
      if (!/^(true|false)$/i.test(text)) throw malformed(`Invalid boolean value ${quoted(text)} for ${member}`);
      return text.toLowerCase() === "true";
    case "number":
      if (!(FRACTIONAL_MEMBERS.has(member) ? DECIMAL : INTEGER).test(text)) {
        throw malformed(`Invalid numeric value ${quoted(text)} for ${member}`);
      }
      return Number(text);
    case "timestamp":
      return timestamp(text, member);
    case "blob":
      if (!BASE64.test(text) || text.length % 4 !== 0) throw malformed(`Invalid base64 for ${member}`);
      return new Uint8Array(Buffer.from(text, "base64"));
    case "document":
      throw malformed(`${member} can't be sent in a query string`);
  }
}

/** ISO 8601; without a zone it is UTC, as AWS has it. */
function timestamp(text: string, member: string): Date {
  const zoned = /T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
  const date = new Date(zoned);
  if (!TIMESTAMP.test(text) || Number.isNaN(date.getTime())) {
    throw malformed(`Invalid timestamp ${quoted(text)} for ${member}`);
  }
  return date;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedInput", message);
}
