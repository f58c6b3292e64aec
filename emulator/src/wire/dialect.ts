import type { AwsError } from "./aws-error.ts";

export type ScalarType = "string" | "boolean" | "number" | "timestamp" | "blob" | "document";

/** How one protocol spells values; `Node` is a node of its parsed request. */
export interface Dialect<Node> {
  /** The node of a structure's member, undefined when the request doesn't have it. */
  member(structure: Node, name: MemberName): Node | undefined;
  elements(list: Node, elementName: string, flattened: boolean): Node[];
  entries(map: Node, keyName: string, valueName: string): [key: string, value: Node][];
  scalar(node: Node, type: ScalarType, member: string): unknown;
  /** For what is well-formed, but too deep or in the wrong shape. */
  malformed(message: string): AwsError;
  /** For a required member that is absent; `path` leads there from the top of the request. */
  missing(path: readonly string[]): AwsError;
}

export interface MemberName {
  /** In the schema. */
  readonly name: string;
  /** In XML and query strings, where it may differ. */
  readonly xmlName: string;
}
