/** An error that an AWS API answers with. `code` and `httpStatus` are AWS's own; `message` is shown to the caller. */
export class AwsError extends Error {
  readonly code: string;
  readonly httpStatus: number;
  readonly fault: "client" | "server";
  /** Further members of a JSON service's exception, for example `uploadId`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, httpStatus = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.httpStatus = httpStatus;
    this.members = members;
    this.fault = httpStatus >= 500 ? "server" : "client";
  }
}
