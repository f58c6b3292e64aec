/** What keeps the walk through the page from starting, and each with what to do about it. */
export const E2E_ERRORS = {
  browser_unfit: "the Chromium that there is does not start",
  setting_missing: "an environment variable is not set",
  certificate_untrusted: "the server's certificate is not one of the given authority",
} as const;

export class E2eError extends Error {
  readonly code: keyof typeof E2E_ERRORS;

  constructor(code: keyof typeof E2E_ERRORS, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "E2eError";
    this.code = code;
  }
}
