/** An error that an AWS API answers with. `code` and `httpStatus` are AWS's own; `message` is shown to the caller. */
export class AwsError extends Error {
  readonly code: string;
  readonly httpStatus: number;
  readonly fault: "client" | "server";

  constructor(code: string, message: string, httpStatus = 400) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.httpStatus = httpStatus;
    this.fault = httpStatus >= 500 ? "server" : "client";
  }
}
