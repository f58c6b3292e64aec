import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConditionConfig } from "../proxy-config.ts";
import { compileRules, type RoutedRequest } from "./match-rule.ts";
import { wildcard } from "./wildcard.ts";

const REQUEST: RoutedRequest = {
  method: "GET",
  target: "/api/v1/payments?limit=10&Sort=Desc",
  headers: { host: "Pay.Localhost:8443", "user-agent": "curl/8.0", accept: ["text/html", "application/json"] as never },
  clientAddress: "127.0.0.1",
};

function matches(...conditions: ConditionConfig[]): boolean {
  const yes = { type: "fixed-response", status: 200, contentType: "text/plain", body: "yes" } as const;
  const no = { ...yes, body: "no" };
  return (
    compileRules([
      { conditions, action: yes },
      { conditions: [], action: no },
    ])(REQUEST) === yes
  );
}

test.each<[boolean, ConditionConfig]>([
  [true, { field: "path-pattern", values: ["/other", "/api/*"] }],
  [true, { field: "path-pattern", values: ["/api/v?/payments"] }],
  [false, { field: "path-pattern", values: ["/API/*"] }],
  [false, { field: "path-pattern", values: ["/api"] }],
  [false, { field: "path-pattern", values: ["*limit*"] }],
  [true, { field: "host-header", values: ["pay.localhost"] }],
  [true, { field: "host-header", values: ["*.LOCALHOST"] }],
  [false, { field: "host-header", values: ["localhost"] }],
  [true, { field: "http-request-method", values: ["POST", "GET"] }],
  [false, { field: "http-request-method", values: ["get"] }],
  [true, { field: "http-header", name: "User-Agent", values: ["CURL/*"] }],
  [true, { field: "http-header", name: "accept", values: ["application/json"] }],
  [false, { field: "http-header", name: "x-missing", values: ["*"] }],
  [true, { field: "query-string", pairs: [{ key: "sort", value: "desc" }] }],
  [true, { field: "query-string", pairs: [{ value: "1?" }] }],
  [false, { field: "query-string", pairs: [{ key: "limit", value: "1" }] }],
  [true, { field: "source-ip", values: ["10.0.0.0/8", "127.0.0.0/8"] }],
  [false, { field: "source-ip", values: ["127.0.0.2/32", "::/0"] }],
])("%s for %j", (expected, condition) => {
  expect(matches(condition)).toBe(expected);
});

test("all conditions of a rule must hold", () => {
  const get: ConditionConfig = { field: "http-request-method", values: ["GET"] };
  expect(matches(get, { field: "path-pattern", values: ["/api/*"] })).toBe(true);
  expect(matches(get, { field: "path-pattern", values: ["/admin/*"] })).toBe(false);
});

test("a pattern without wildcards matches exactly itself, whatever its characters", () => {
  const literal = fc.string().filter((text) => !/[*?]/.test(text));
  fc.assert(fc.property(literal, literal, (text, other) => wildcard(text, "").test(other) === (text === other)));
  fc.assert(fc.property(literal, fc.string(), (text, tail) => wildcard(`${text}*`, "").test(text + tail)));
});
