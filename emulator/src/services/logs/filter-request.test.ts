import { expect, test } from "vitest";
import { requestMembers } from "./filter-request.ts";

const read = (members: object) => requestMembers(Buffer.from(JSON.stringify(members)));

test("a request's parts are told apart from what LocalStack is asked", () => {
  const members = { logGroupIdentifier: "arn:aws:logs:us-east-1:000000000000:log-group:/a/b:*", startTime: 1 };
  expect(read({ ...members, filterPattern: "x", logStreamNamePrefix: "p", limit: 3, nextToken: "t" })).toEqual({
    filterPattern: "x",
    streamPrefix: "p",
    limit: 3,
    nextToken: "t",
    forwarded: { logGroupName: "/a/b", startTime: 1, limit: 3, nextToken: "t" },
  });
  expect(read({})).toMatchObject({ filterPattern: "", streamPrefix: "", limit: 10_000 });
});

test.each([
  [
    { limit: 0 },
    "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    { limit: 10_001 },
    "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
  ],
  [{ limit: "many" }, "limit can not be converted to an Integer"],
  [{ filterPattern: 1 }, "filterPattern can not be converted to a String"],
  [{ logGroupName: "a", logGroupIdentifier: "a" }, "LogGroup name and LogGroup ARN are mutually exclusive parameters."],
  [
    { logStreamNames: ["a"], logStreamNamePrefix: "a" },
    "LogStreamNames and LogStreamNamePrefix are mutually exclusive parameters.",
  ],
])("%j is refused", (members, message) => {
  expect(() => read(members)).toThrow(message);
});

test.each(["", "[]", "null", "{"])("a body that is no JSON object is refused: %j", (body) => {
  expect(() => requestMembers(Buffer.from(body))).toThrow("The request body is not a JSON object.");
});
