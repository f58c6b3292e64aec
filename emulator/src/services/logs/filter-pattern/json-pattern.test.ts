import { describe, expect, test } from "vitest";
import { parseFilterPattern } from "./filter-pattern.ts";

const matches = (pattern: string, message: string): boolean => parseFilterPattern(pattern)(message);
const matching = (pattern: string, messages: readonly string[]): string[] =>
  messages.filter(parseFilterPattern(pattern));

const TRAIL = JSON.stringify({
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
  "cluster.name": "c",
  bandwidth: 80,
  latency: 49.5,
  number: [1000, -0.001],
  code: "404",
  "detail-type": "x",
});
const USERS = JSON.stringify({
  user: { id: 1, email: "John.Stiles@example.com" },
  users: [
    { id: 2, email: "John.Doe@example.com" },
    { id: 3, email: "Jane.Doe@example.com" },
  ],
  actions: ["GET", "PUT", "DELETE"],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
  ],
});

describe("JSON patterns (the user guide's examples)", () => {
  test.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ["{$.eventType=UpdateTrail}", true],
    ["{ $.eventType = Update* }", true],
    ['{ $.eventType = "*Trail" }', true],
    ['{ $.eventType = "*date*" }', true],
    ["{ $.eventType = Up*ail }", false],
    ['{ $.eventType = "update*" }', false],
    ["{ $.sourceIPAddress != 123.123.* }", true],
    ["{ $.sourceIPAddress != 111.111.* }", false],
    ['{ $.arrayKey[0] = "value" }', true],
    ['{ $.arrayKey[1] = "value" }', false],
    ["{ $.eventType = %Trail% }", true],
    ["{ $.eventType != %Trail% }", false],
    ["{ $.arrayKey[*] = %val.{2}% }", true],
    ["{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }", true],
    ["{ $.objectList[*].id = 2 }", true],
    ["{ $.objectList[*].id = 3 }", false],
    ["{ $.['cluster.name'] = \"c\" }", true],
    ["{ $['cluster.name'] = \"c\" }", true],
    ['{ $.detail-type = "x" }', true],
    ["{ $.SomeObject IS NULL }", true],
    ["{ $.ThisFlag IS TRUE }", true],
    ["{ $.ThisFlag IS FALSE }", false],
    ["{ $.eventType IS NULL }", false],
    ["{ $.SomeOtherObject NOT EXISTS }", true],
    ["{ $.SomeObject NOT EXISTS }", false],
    ["{ $.arrayKey[2] NOT EXISTS }", true],
    ["{ $.eventType.length NOT EXISTS }", true],
    ["{ $.constructor NOT EXISTS }", true],
    ["{ $.bandwidth > 75 }", true],
    ["{ $.bandwidth > +80 }", false],
    ["{ $.bandwidth >= 80 }", true],
    ["{ $.latency < 50 }", true],
    ["{ $.latency <= 49.5 }", true],
    ["{ $.bandwidth = 8* }", true],
    ["{ $.bandwidth = * }", true],
    ["{ $.number[0] = 1e+3 }", true],
    ["{ $.number[0] != 1e-3 }", true],
    ["{ $.number[1] = -1e-3 }", true],
    ["{ $.code = 404 }", true],
    ["{ $.eventType > 1 }", false],
    // A selector that leads to no string or number matches nothing.
    ["{ $.arrayKey != 1 }", false],
    ["{ $.arrayKey = * }", false],
    ["{ $.missing != 1 }", false],
  ])("%s: %s", (pattern, expected) => expect(matches(pattern, TRAIL)).toBe(expected));

  test.each([
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', true],
    [
      '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }',
      true,
    ],
    [
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }',
      false,
    ],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', false],
    ["{ $.coordinates[1][2] = 6 }", true],
  ])("%s: %s", (pattern, expected) => expect(matches(pattern, USERS)).toBe(expected));

  test("a message that is no JSON object matches nothing", () => {
    expect(matching("{ $.a NOT EXISTS }", ["plain", "[1]", "null", '{"a', '{"b":1}'])).toEqual(['{"b":1}']);
  });
});
