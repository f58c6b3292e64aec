/** Every error that the server gives on purpose. */
export const SERVER_ERRORS = {
  configuration_invalid: "an environment variable can't be used",
  page_missing: "the built page is not where it belongs",
} as const;

export type ServerErrorCode = keyof typeof SERVER_ERRORS;

/** `message` is one sentence that says what to do. */
export class ServerError extends Error {
  readonly code: ServerErrorCode;

  constructor(code: ServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ServerError";
    this.code = code;
  }
}
