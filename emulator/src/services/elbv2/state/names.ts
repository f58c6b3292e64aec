import { elbv2Error } from "./errors.ts";

const NAME_LENGTH_MAX = 32;

/** Throws `ValidationError` for a name that AWS refuses for a load balancer. */
export function checkLoadBalancerName(name: string): void {
  checkName("Load balancer", name);
  if (name.startsWith("internal-")) {
    throw elbv2Error.validation(`Load balancer name '${name}' cannot begin with 'internal-'`);
  }
}

/** Throws `ValidationError` for a name that AWS refuses for a target group. */
export function checkTargetGroupName(name: string): void {
  checkName("Target group", name);
}

function checkName(kind: string, name: string): void {
  if (name.length === 0) throw elbv2Error.validation(`${kind} name cannot be empty`);
  if (name.length > NAME_LENGTH_MAX) {
    throw elbv2Error.validation(`${kind} name '${name}' cannot be longer than '${NAME_LENGTH_MAX}' characters`);
  }
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw elbv2Error.validation(`${kind} name '${name}' can only contain characters that are alphanumeric or hyphens`);
  }
  if (name.startsWith("-") || name.endsWith("-")) {
    throw elbv2Error.validation(`${kind} name '${name}' cannot begin or end with a hyphen`);
  }
}
