/** Regular expressions that CloudWatch Logs allows in one JSON or space-delimited pattern. */
export const REGEXES_MAX = 2;
