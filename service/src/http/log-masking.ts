import { maskCardNumbers } from "../domain/card-number.ts";

/** Tokens, keys and secrets of this service, wherever in a line they are. */
const SECRETS = /\b(?:(?:sk|pk)_test_|rt_|whsec_)[\w-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/**
 * What is written to the log, as a last resort: nothing logs a header or a body, but an error of a library may quote
 * what it choked on.
 */
export function maskLogLine(line: string): string {
  return maskCardNumbers(line).replace(SECRETS, "[secret]");
}
