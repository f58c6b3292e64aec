/** A GET of the service as its OpenAPI document describes it, with queries that use each of its filters. */
export interface ReadOperation {
  readonly name: string;
  /** With `{id}`. */
  readonly path: string;
  /** Each with its `?`; the first is empty. Of filters with few values one for each value. */
  readonly queries: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema: { readonly enum?: readonly string[] };
}

interface Document {
  readonly paths: Record<
    string,
    Record<string, { readonly "x-permission"?: string; readonly parameters?: readonly Parameter[] }>
  >;
}

/** Those that a caller must be known for. What the page is says no filter. */
export function readOperationsOf(document: string): readonly ReadOperation[] {
  return Object.entries((JSON.parse(document) as Document).paths).flatMap(([path, { get }]) =>
    get?.["x-permission"] === undefined
      ? []
      : [{ name: `GET ${path}`, path, queries: ["", ...(get.parameters ?? []).flatMap(filterQueries)] }],
  );
}

function filterQueries({ name, in: place, required, example, schema }: Parameter): readonly string[] {
  if (place !== "query" || required || name === "limit" || name === "cursor") return [];
  return (schema.enum ?? [example]).map((value) => `?${name}=${encodeURIComponent(String(value))}`);
}
