import { AwsError } from "../../../wire/aws-error.ts";

/** The error that CloudWatch Logs answers a malformed filter pattern with. */
export function invalidPattern(detail: string): AwsError {
  return new AwsError("InvalidParameterException", `Invalid filter pattern: ${detail}`);
}

export function invalidTerm(term: string): AwsError {
  return invalidPattern(`Invalid character(s) in term '${term}'`);
}
