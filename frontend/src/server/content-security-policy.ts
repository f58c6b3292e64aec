/**
 * Scripts, styles and pictures of the page's own origin and nothing else. Mantine writes its theme into a style
 * element, which the nonce allows; no script may be inline.
 */
export function contentSecurityPolicy(nonce: string, apiBaseUrl: string): string {
  const api = apiBaseUrl === "" ? "" : ` ${new URL(apiBaseUrl).origin}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    `connect-src 'self'${api}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
