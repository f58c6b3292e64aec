/** An operation of the service as its OpenAPI document describes it. */
export interface ApiOperation {
  /** `POST /api/v1/payments`. */
  readonly name: string;
  readonly method: string;
  /** With `{id}`. */
  readonly path: string;
  /** Undefined if it is public. */
  readonly permission: string | undefined;
  /** Whether it has a body, which may be optional. */
  readonly takesBody: boolean;
}

interface Document {
  readonly paths: Record<string, Record<string, { readonly requestBody?: object; readonly "x-permission"?: string }>>;
}

export function operationsOf(document: string): readonly ApiOperation[] {
  return Object.entries((JSON.parse(document) as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      permission: operation["x-permission"],
      takesBody: operation.requestBody !== undefined,
    })),
  );
}
