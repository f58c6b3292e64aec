import { describe, expect, test } from "vitest";
import { parseFilterPattern } from "./filter-pattern.ts";

const matches = (pattern: string, message: string): boolean => parseFilterPattern(pattern)(message);
const matching = (pattern: string, messages: readonly string[]): string[] =>
  messages.filter(parseFilterPattern(pattern));

describe("regular expressions (the user guide's examples)", () => {
  test.each([
    ["%^[hc]at%", ["hat", "cat!"], ["that"]],
    ["%[hc]at$%", ["hat", "a cat"], ["hats"]],
    ["%colou?r%", ["color", "colour"], ["colouur"]],
    ["%^a{3,5}$%", ["aaa", "aaaaa"], ["aa", "aaaaaa"]],
    ["%^a{,2}$%", ["", "aa"], ["aaa"]],
    ["%^starting|^initializing|^shutting down%", ["starting up", "shutting down"], ["skipping initializing"]],
    ["%\\[.\\]%", ["[a]", "[]]", "[ ]"], ["a", "[]"]],
    ["%^10\\.10\\.0\\.1$%", ["10.10.0.1"], ["10010,051"]],
    ["%ab*c%", ["ac", "abbbc"], ["ab"]],
    ["%ab+c%", ["abc", "abbbc"], ["ac"]],
    ["%.at%", ["4at", " at"], ["at"]],
    ["%\\d\\D\\s\\S\\w\\W%", ["1a xy!"], ["12 xy!"]],
    ["%\\x28\\x3A%", ["(:"], [":("]],
    ["%[{,]%", ["{", ","], ["0"]],
  ])("%s", (pattern, yes, no) => {
    expect(matching(pattern, [...yes, ...no])).toEqual(yes);
  });

  test("none can stall the emulator", () => {
    // A backtracking engine needs years for this.
    expect(matches("%.*.*.*.*.*.*.*.*=.*;%", "x".repeat(20_000))).toBe(false);
  });
});
