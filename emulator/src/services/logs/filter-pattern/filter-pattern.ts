import { AwsError } from "../../../wire/aws-error.ts";
import { invalidPattern } from "./invalid-pattern.ts";
import { parseJsonPattern } from "./json-pattern.ts";
import { parseSpacePattern } from "./space-pattern.ts";
import { parseTextPattern } from "./text-pattern.ts";

/** Whether a log event's message matches. */
export type MessageFilter = (message: string) => boolean;

const LENGTH_MAX = 1024;

/**
 * Reads a filter pattern of CloudWatch Logs: terms, a `%regex%`, `{ JSON conditions }` or `[space-delimited fields]`.
 * An empty pattern matches everything. Throws AwsError `InvalidParameterException`.
 * Source: CloudWatch Logs User Guide, "Filter pattern syntax", with its 2021 edition where the present one is silent.
 */
export function parseFilterPattern(pattern: string): MessageFilter {
  if (pattern.length > LENGTH_MAX) {
    throw new AwsError(
      "InvalidParameterException",
      `1 validation error detected: Value '${pattern}' at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to ${LENGTH_MAX}`,
    );
  }
  const trimmed = pattern.trim();
  if (trimmed.startsWith("{")) return parseJsonPattern(insideOf(trimmed, "{", "}"));
  if (trimmed.startsWith("[")) return parseSpacePattern(insideOf(trimmed, "[", "]"));
  return parseTextPattern(trimmed);
}

function insideOf(pattern: string, open: string, close: string): string {
  if (pattern.length < 2 || !pattern.endsWith(close)) {
    throw invalidPattern(`If a filter pattern starts with '${open}' it must end with '${close}'`);
  }
  return pattern.slice(1, -1);
}
