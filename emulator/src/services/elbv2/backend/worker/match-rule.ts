import { BlockList, isIPv6 } from "node:net";
import type { ActionConfig, ConditionConfig, RuleConfig } from "../proxy-config.ts";
import { wildcard } from "./wildcard.ts";

/** What the conditions of a rule look at. */
export interface RoutedRequest {
  readonly method: string;
  /** As sent: path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly clientAddress: string;
}

type Predicate = (request: RoutedRequest) => boolean;

/** Compiles rules, in order, to a function that finds a request's action. The last rule has no conditions. */
export function compileRules(rules: readonly RuleConfig[]): (request: RoutedRequest) => ActionConfig | undefined {
  const compiled = rules.map(({ conditions, action }) => ({ conditions: conditions.map(compile), action }));
  return (request) => compiled.find(({ conditions }) => conditions.every((holds) => holds(request)))?.action;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
function compile(condition: ConditionConfig): Predicate {
  switch (condition.field) {
    case "host-header":
      return anyOf(condition.values, "i", (request) => [hostWithoutPort(request.headers["host"])]);
    case "path-pattern":
      return anyOf(condition.values, "", (request) => [pathOf(request.target)]);
    case "http-header": {
      const name = condition.name.toLowerCase();
      return anyOf(condition.values, "i", (request) => [request.headers[name] ?? []].flat());
    }
    case "http-request-method":
      return (request) => condition.values.includes(request.method);
    case "query-string":
      return queryString(condition.pairs);
    case "source-ip":
      return sourceIp(condition.values);
  }
}

function anyOf(patterns: readonly string[], flags: "" | "i", pick: (request: RoutedRequest) => string[]): Predicate {
  const expressions = patterns.map((pattern) => wildcard(pattern, flags));
  return (request) => pick(request).some((value) => expressions.some((expression) => expression.test(value)));
}

function queryString(pairs: readonly { key?: string; value: string }[]): Predicate {
  const expressions = pairs.map(({ key, value }) => ({ key: wildcard(key ?? "*", "i"), value: wildcard(value, "i") }));
  return (request) => {
    const parameters = [...new URLSearchParams(queryOf(request.target))];
    return parameters.some(([key, value]) =>
      expressions.some((wanted) => wanted.key.test(key) && wanted.value.test(value)),
    );
  };
}

/** One list for each family: Node's own would match every IPv4 client with `::/0`. */
function sourceIp(cidrs: readonly string[]): Predicate {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const cidr of cidrs) {
    const [address = "", bits = ""] = cidr.split("/");
    lists[familyOf(address)].addSubnet(address, Number(bits), familyOf(address));
  }
  return ({ clientAddress }) => lists[familyOf(clientAddress)].check(clientAddress, familyOf(clientAddress));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}

/** The host of a Host header, without its port. */
export function hostWithoutPort(host: string | string[] | undefined): string {
  return String(host ?? "").replace(/:\d*$/, "");
}

/** The path of a request target, which a proxy-style client sends as a whole URL. */
export function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?]*/i, "");
  const query = path.indexOf("?");
  return (query < 0 ? path : path.slice(0, query)) || "/";
}

/** The query of a request target, without its question mark. */
export function queryOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? "" : target.slice(query + 1);
}
