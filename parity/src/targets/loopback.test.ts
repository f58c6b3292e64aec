import fc from "fast-check";
import { expect, test } from "vitest";
import { loopbackUrl } from "./loopback.ts";

test.each(["http://127.0.0.1:4566", "https://127.64.3.9:8443/x", "http://localhost:1"])("%s is local", (url) => {
  expect(loopbackUrl(url, "AWS_ENDPOINT_URL").href).toContain(url);
});

test.each([
  undefined,
  "",
  "not a url",
  "ftp://127.0.0.1",
  "https://rds.us-east-1.amazonaws.com",
  "http://127.0.0.1.example.com",
  "http://127.0.0.1@example.com",
  "http://localhost.example.com",
  "http://0.0.0.0:4566",
  "http://10.0.0.1",
  "http://[::ffff:10.0.0.1]",
])("%s is refused, naming its source", (url) => {
  expect(() => loopbackUrl(url, "AWS_ENDPOINT_URL")).toThrow(/AWS_ENDPOINT_URL/);
});

test("no address outside 127.0.0.0/8 passes", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      fc.pre(!address.startsWith("127."));
      expect(() => loopbackUrl(`http://${address}:4566`, "x")).toThrow();
    }),
  );
});
