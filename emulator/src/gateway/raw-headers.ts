const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
  // Answered here by node:http; sending it on would make the upstream answer a second time.
  "expect",
]);

/** Raw headers in their order and case, without those that belong to one connection only (RFC 9110, 7.6.1). */
export function endToEndHeaders(rawHeaders: readonly string[], connection: string | undefined): string[] {
  const named = new Set((connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    const lower = name.toLowerCase();
    // Transfer-Encoding stays: it tells node:http to chunk the forwarded body again.
    if (HOP_BY_HOP.has(lower) || (named.has(lower) && lower !== "transfer-encoding")) continue;
    kept.push(name, rawHeaders[index + 1]!);
  }
  return kept;
}
