import { AwsError } from "../aws-error.ts";

/** `Tags.Tag.1.Key=a` as a tree. A Map, so that no parameter name reaches a prototype, and no list index an array. */
export interface FormNode {
  value?: string;
  readonly children: Map<string, FormNode>;
}

const PARAMETERS_MAX = 10_000;
const PATH_SEGMENTS_MAX = 64;

/** Throws `MalformedQueryString` (AWS's common error, 400) when there are too many parameters or too long paths. */
export function formTree(form: URLSearchParams): FormNode {
  if (form.size > PARAMETERS_MAX) {
    throw new AwsError("MalformedQueryString", `The query string has more than ${PARAMETERS_MAX} parameters`);
  }
  const root: FormNode = { children: new Map() };
  for (const [path, value] of form) {
    const segments = path.split(".", PATH_SEGMENTS_MAX + 1);
    if (segments.length > PATH_SEGMENTS_MAX) {
      throw new AwsError("MalformedQueryString", `A parameter has more than ${PATH_SEGMENTS_MAX} parts`);
    }
    const node = segments.reduce(child, root);
    // A repeated parameter counts once, with its first value.
    node.value ??= value;
  }
  return root;
}

function child(node: FormNode, segment: string): FormNode {
  const known = node.children.get(segment);
  if (known) return known;
  const created: FormNode = { children: new Map() };
  node.children.set(segment, created);
  return created;
}
