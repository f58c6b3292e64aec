/** A call to a service whose SDK is not among the project's packages. Nothing here checks signatures. */
export function unsignedCall(
  endpointUrl: string,
  service: string,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  return fetch(new URL(path, endpointUrl), { ...init, headers: { ...init.headers, authorization } });
}
