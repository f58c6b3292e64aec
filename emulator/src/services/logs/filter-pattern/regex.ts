import { RE2JS } from "re2js";
import { invalidPattern, invalidTerm } from "./invalid-pattern.ts";

/** Letters, digits, `: _ # = @ / ; , -`, blanks, the operators `^ $ ? [ ] { } | * + .`, and escapes of those. */
const ALLOWED = /^(?:[A-Za-z0-9:_#=@/;, ^$?[\]{}|*+.-]|\\x[0-9A-Fa-f]{2}|\\[dDsSwW]|\\[:_#=@/;, ^$?[\]{}|\\*+.-])*$/;

/**
 * The regular expressions of filter patterns. They have no groups, and no expression can stall the emulator: RE2's time
 * is linear in the message. Throws AwsError `InvalidParameterException`.
 */
export function parseRegex(source: string): { matches(text: string): boolean } {
  if (source === "" || !ALLOWED.test(source)) throw invalidTerm(`%${source}%`);
  try {
    const regex = RE2JS.compile(withMinimum(source), RE2JS.DOTALL);
    return { matches: (text) => regex.matcher(text).find() };
  } catch {
    throw invalidPattern(`Invalid regular expression '%${source}%'`);
  }
}

/** `{,n}` is CloudWatch's for `{0,n}`; RE2 would take it for plain text. */
function withMinimum(source: string): string {
  return source.replace(/\\.|\[(?:\\.|[^\]])*\]|\{,/gs, (part) => (part === "{," ? "{0," : part));
}
