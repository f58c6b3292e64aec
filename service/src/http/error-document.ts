import type { ServiceErrorCode } from "../domain/errors.ts";

/** Where an error is explained, relative to the API's origin. */
export function errorDocument(code: ServiceErrorCode): string {
  return `/api/v1/errors/${code}`;
}
