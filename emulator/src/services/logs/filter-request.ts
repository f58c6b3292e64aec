import { AwsError } from "../../wire/aws-error.ts";
import { EVENTS_MAX } from "./filter-log-events.ts";

export interface FilterRequest {
  readonly filterPattern: string;
  readonly streamPrefix: string;
  /** 1 to 10,000. */
  readonly limit: number;
  readonly nextToken: string | undefined;
  /** What LocalStack is asked with, page by page. */
  readonly forwarded: Readonly<Record<string, unknown>>;
}

/** Reads a FilterLogEvents request. Throws AwsError `SerializationException` or `InvalidParameterException`. */
export function requestMembers(body: Buffer): FilterRequest {
  const members = parse(body);
  const filterPattern = text(members, "filterPattern") ?? "";
  const streamPrefix = text(members, "logStreamNamePrefix");
  const nextToken = text(members, "nextToken");
  const identifier = text(members, "logGroupIdentifier");
  const name = text(members, "logGroupName");
  const { filterPattern: _pattern, logStreamNamePrefix: _prefix, logGroupIdentifier: _identifier, ...rest } = members;
  if (identifier !== undefined && name !== undefined) {
    throw new AwsError(
      "InvalidParameterException",
      "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
    );
  }
  if (streamPrefix !== undefined && members["logStreamNames"] !== undefined) {
    throw new AwsError(
      "InvalidParameterException",
      "LogStreamNames and LogStreamNamePrefix are mutually exclusive parameters.",
    );
  }
  const logGroupName = name ?? identifier?.replace(/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:/, "").replace(/:\*$/, "");
  return {
    filterPattern,
    streamPrefix: streamPrefix ?? "",
    limit: readLimit(members["limit"]),
    nextToken,
    forwarded: { ...rest, ...(logGroupName === undefined ? {} : { logGroupName }) },
  };
}

function parse(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AwsError("SerializationException", "The request body is not a JSON object.");
  }
  return value as Record<string, unknown>;
}

function text(members: Record<string, unknown>, name: string): string | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") {
    throw new AwsError("SerializationException", `${name} can not be converted to a String`);
  }
  return value;
}

function readLimit(limit: unknown): number {
  if (limit === undefined || limit === null) return EVENTS_MAX;
  if (typeof limit !== "number" || !Number.isInteger(limit)) {
    throw new AwsError("SerializationException", "limit can not be converted to an Integer");
  }
  if (limit >= 1 && limit <= EVENTS_MAX) return limit;
  const bound = limit < 1 ? "greater than or equal to 1" : `less than or equal to ${EVENTS_MAX}`;
  throw new AwsError(
    "InvalidParameterException",
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
  );
}
