import { expect, test } from "vitest";
import type { RedirectConfig } from "../proxy-config.ts";
import { redirectLocation } from "./redirect-location.ts";

const KEEP: RedirectConfig = {
  protocol: "#{protocol}",
  host: "#{host}",
  port: "#{port}",
  path: "/#{path}",
  query: "#{query}",
  status: 301,
};
const REQUEST = { protocol: "http", host: "127.64.1.2:8080", port: 80, target: "/a/b?c=d" } as const;
const moved = (port: number): number => (port < 1024 ? port + 8_000 : port);

test("a redirect to the load balancer's own HTTPS port arrives where that port moved", () => {
  const https = { ...KEEP, protocol: "HTTPS", port: "443" };
  expect(redirectLocation(https, REQUEST, moved)).toBe("https://127.64.1.2:8443/a/b?c=d");
  expect(redirectLocation(https, REQUEST, (port) => port)).toBe("https://127.64.1.2:443/a/b?c=d");
});

test("a redirect to another host keeps the port that was asked for", () => {
  const elsewhere = { ...KEEP, protocol: "HTTPS", port: "443", host: "www.#{host}" };
  expect(redirectLocation(elsewhere, { ...REQUEST, host: "pay.test" }, moved)).toBe("https://www.pay.test:443/a/b?c=d");
});

test("components are rewritten and an absent query leaves no question mark", () => {
  const rewritten = { ...KEEP, path: "/v2/#{path}", query: "from=#{port}&#{query}" };
  expect(redirectLocation(rewritten, REQUEST, moved)).toBe("http://127.64.1.2:8080/v2/a/b?from=80&c=d");
  expect(redirectLocation(KEEP, { ...REQUEST, target: "/" }, moved)).toBe("http://127.64.1.2:8080/");
});
