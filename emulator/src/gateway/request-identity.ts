import type { IncomingMessage } from "node:http";

/** What a request says about itself before its body is read. */
export interface RequestIdentity {
  /** Service in the credential scope; undefined for unsigned and SigV2 requests. */
  readonly signingName: string | undefined;
  readonly region: string | undefined;
  /** Operation in `X-Amz-Target`; undefined where the protocol puts it into the body or the path. */
  readonly operation: string | undefined;
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Reads the credential scope `<key>/<date>/<region>/<service>/aws4_request` (SigV4A has no region) of the Authorization
 * header, else of a presigned URL. Signatures are not checked: whoever reaches the loopback owns the emulator.
 */
export function identify(request: Pick<IncomingMessage, "headers" | "url">): RequestIdentity {
  const url = request.url ?? "/";
  const question = url.indexOf("?");
  const query = new URLSearchParams(question < 0 ? "" : url.slice(question + 1));
  const signed = /\bCredential=([^,\s]+)/.exec(request.headers.authorization ?? "")?.[1];
  const scope = (signed ?? query.get("X-Amz-Credential") ?? "").split("/");
  const isScope = scope.length >= 4 && scope.at(-1) === "aws4_request";
  const target = request.headers["x-amz-target"];
  return {
    signingName: isScope ? scope.at(-2) : undefined,
    region: isScope && scope.length >= 5 ? scope.at(-3) : undefined,
    operation: typeof target === "string" ? target.slice(target.lastIndexOf(".") + 1) : undefined,
    path: question < 0 ? url : url.slice(0, question),
    query,
  };
}
