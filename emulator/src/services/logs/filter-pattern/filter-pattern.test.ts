import { describe, expect, test } from "vitest";
import { AwsError } from "../../../wire/aws-error.ts";
import { parseFilterPattern } from "./filter-pattern.ts";

const matches = (pattern: string, message: string): boolean => parseFilterPattern(pattern)(message);
const matching = (pattern: string, messages: readonly string[]): string[] =>
  messages.filter(parseFilterPattern(pattern));

describe("terms (the user guide's examples)", () => {
  const BAD_REQUEST = "[ERROR 400] BAD REQUEST";
  const UNAUTHORIZED = "[ERROR 401] UNAUTHORIZED REQUEST";
  const MISSING = "[ERROR 419] MISSING ARGUMENTS";
  const INVALID = "[ERROR 420] INVALID ARGUMENTS";
  const INTERNAL = "[ERROR 500] INTERNAL SERVER ERROR";
  const INFO = "[INFO] REQUEST FAILED";
  const ALL = [BAD_REQUEST, UNAUTHORIZED, MISSING, INVALID, INTERNAL, INFO];

  test.each([
    ["ERROR", [BAD_REQUEST, UNAUTHORIZED, MISSING, INVALID, INTERNAL]],
    ["error", []],
    ["ERROR ARGUMENTS", [MISSING, INVALID]],
    ["?BAD ?ARGUMENTS", [BAD_REQUEST, MISSING, INVALID]],
    ["?ERROR ?ARGUMENTS REQUEST", [BAD_REQUEST, UNAUTHORIZED, INFO]],
    ['"INTERNAL SERVER ERROR"', [INTERNAL]],
    ['"SERVER INTERNAL"', []],
    ["ERROR -ARGUMENTS", [BAD_REQUEST, UNAUTHORIZED, INTERNAL]],
    ['ERROR - "ARGUMENTS"', [BAD_REQUEST, UNAUTHORIZED, INTERNAL]],
    ["-ERROR", [INFO]],
    ['" "', ALL],
    ["", ALL],
    ["%AUTHORIZED%", [UNAUTHORIZED]],
  ])("%s", (pattern, expected) => expect(matching(pattern, ALL)).toEqual(expected));

  test("a term is found inside a word, and quotes inside a phrase are escaped", () => {
    expect(matches("ERROR", "Exiting with ERRORCODE: -1")).toBe(true);
    expect(matches('"\\"level\\":50"', '{"level":50}')).toBe(true);
  });
});

describe("space-delimited patterns (the user guide's examples)", () => {
  const ACCESS = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
  const GET = "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200";
  const POST = "INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310";
  const WARNING = "WARNING 09/25/2014 12:00:02 Invalid user request";
  const ERROR = "ERROR 09/25/2014 12:00:02 Failed to process request";

  test.each([
    ["[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]", true],
    ["[..., request =*.html*, status_code = 4*, bytes]", true],
    ["[..., request=*.html*, status_code=4*,]", true],
    ["[ip, user, ..., status_code = 404, bytes > 1000]", true],
    ["[ip, user, ..., status_code = 404, bytes > 2000]", false],
    ["[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]", true],
    ["[ip, user, username, timestamp, request, status_code != 404 && status_code != 410, bytes]", false],
    ['[ip, user, username, timestamp="10/Oct/2000:13:25:15 -0700", ...]', true],
    ["[ip, user=frank, ...]", false],
    ["[ip, user, username, timestamp, request, status, bytes, more]", false],
    ["[a, b, c, d, e, f, g, ..., h]", false],
    ["[a, b, c, d, e, f, g, ...]", true],
  ])("%s: %s", (pattern, expected) => expect(matches(pattern, ACCESS)).toBe(expected));

  test.each([
    ["[w1=ERROR, w2]", [ERROR]],
    ["[w1=ERROR || w1=WARNING, w2]", [WARNING, ERROR]],
    ["[w1!=ERROR && w1!=WARNING, w2]", [GET, POST]],
    ["[w1=ERROR]", []],
    ["[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]", [GET]],
    ["[logLevel, date, time, method, url=%/service/resource/[0-9]+/part/[0-9]+$%, response_time]", [POST]],
    ["[level, date, time, rest=*request]", [WARNING, ERROR]],
  ])("%s", (pattern, expected) => expect(matching(pattern, [GET, POST, WARNING, ERROR])).toEqual(expected));
});

describe("a pattern that CloudWatch Logs refuses", () => {
  test.each([
    ["email@example.com", "Invalid filter pattern: Invalid character(s) in term 'email@example.com'"],
    ['""', "Invalid filter pattern: Invalid character(s) in term '\"\"'"],
    ['"open', "Invalid filter pattern: Unexpected '\"open'"],
    ["ERROR -", "Invalid filter pattern: It ends where a term is expected"],
    ["%something!%", "Invalid filter pattern: Invalid character(s) in term '%something!%'"],
    ["%a(b)%", "Invalid filter pattern: Invalid character(s) in term '%a(b)%'"],
    ["%ä%", "Invalid filter pattern: Invalid character(s) in term '%ä%'"],
    ["%[a%", "Invalid filter pattern: Invalid regular expression '%[a%'"],
    ["%a% b", "Invalid filter pattern: A regular expression can't be combined with other terms"],
    ["{ $.a = 1", "Invalid filter pattern: If a filter pattern starts with '{' it must end with '}'"],
    ["[a, b", "Invalid filter pattern: If a filter pattern starts with '[' it must end with ']'"],
    ["{ }", "Invalid filter pattern: It ends where a term is expected"],
    ["{ a = 1 }", "Invalid filter pattern: Unexpected 'a = 1'"],
    ["{ $ = 1 }", "Invalid filter pattern: Unexpected '$ = 1'"],
    ["{ $.a }", "Invalid filter pattern: It ends where a term is expected"],
    ["{ $.a = }", "Invalid filter pattern: It ends where a term is expected"],
    ["{ $.a EXISTS }", "Invalid filter pattern: Unexpected 'EXISTS'"],
    ["{ $.a IS NOT NULL }", "Invalid filter pattern: Unexpected 'IS NOT NULL'"],
    ["{ $.a = a@b }", "Invalid filter pattern: Invalid character(s) in term 'a@b'"],
    ["{ $.a > b }", "Invalid filter pattern: '>' takes a number"],
    ["{ $.a < %b% }", "Invalid filter pattern: '<' takes a number"],
    ["{ ($.a = 1 }", "Invalid filter pattern: It ends where a term is expected"],
    ["{ $.a = 1 && }", "Invalid filter pattern: It ends where a term is expected"],
    ["{ $.a[*].b[*] = 1 }", "Invalid filter pattern: A property selector may have one wildcard"],
    [
      "{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.* = 1 }",
      "Invalid filter pattern: At most 3 wildcard selectors are allowed",
    ],
    ["{ $.a = %a% || $.a = %b% || $.a = %c% }", "Invalid filter pattern: At most 2 regular expressions are allowed"],
    ["[a=%a%, b=%b%, c=%c%]", "Invalid filter pattern: At most 2 regular expressions are allowed"],
    ["[a, ..., b, ...]", "Invalid filter pattern: '...' may appear once"],
    [
      "[a, status = 4* && bytes > 1000]",
      "Invalid filter pattern: The conditions between two commas must be on one field, 'status'",
    ],
  ])("%s", (pattern, message) => {
    expect(() => parseFilterPattern(pattern)).toThrow(new AwsError("InvalidParameterException", message));
  });

  test("because it is too long", () => {
    expect(() => parseFilterPattern("a".repeat(1025))).toThrow(/less than or equal to 1024$/);
  });
});
