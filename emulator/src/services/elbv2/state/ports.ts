import { elbv2Error } from "./errors.ts";

/** Throws `ValidationError` for an absent port or one outside 1…65535. */
export function checkPort(port: number | undefined): number {
  if (port === undefined) throw elbv2Error.validation("A port must be specified");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw elbv2Error.validation(`Port '${port}' must be in between '1' and '65535'`);
  }
  return port;
}
