import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AwsError } from "../../../wire/aws-error.ts";
import { parseFilterPattern } from "./filter-pattern.ts";

const matches = (pattern: string, message: string): boolean => parseFilterPattern(pattern)(message);

describe("whatever is written", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/);
  const message = fc.array(fc.oneof(word, fc.string()), { maxLength: 6 }).map((parts) => parts.join(" "));

  test("terms without a sign match exactly the messages that contain all of them", () => {
    const phrase = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(fc.array(phrase, { minLength: 1, maxLength: 4 }), message, fc.nat(), (phrases, text, at) => {
        const pattern = phrases.map((one) => `"${one.replace(/["\\]/g, "\\$&")}"`).join(" ");
        const holding = text.slice(0, at % (text.length + 1)) + phrases.join(text);
        expect(matches(pattern, holding)).toBe(true);
        expect(matches(pattern, text)).toBe(phrases.every((one) => text.includes(one)));
      }),
    );
  });

  test("a term and its exclusion split all messages between them", () => {
    fc.assert(fc.property(word, message, (term, text) => matches(term, text) !== matches(`-${term}`, text)));
  });

  test("JSON conditions are the logic that they are written as", () => {
    const record = fc.record({ a: fc.integer({ min: 0, max: 3 }), b: fc.constantFrom("x", "y", "xy") });
    const one = fc.oneof(
      fc.tuple(fc.constantFrom("=", "!=", "<", "<=", ">", ">="), fc.integer({ min: 0, max: 3 })).map(([op, limit]) => ({
        pattern: `$.a ${op} ${limit}`,
        holds: ({ a }: { a: number }) =>
          ({ "=": a === limit, "!=": a !== limit, "<": a < limit, "<=": a <= limit, ">": a > limit, ">=": a >= limit })[
            op
          ],
      })),
      fc.constantFrom("x", "y", "xy").map((value) => ({
        pattern: `$.b = "${value}"`,
        holds: ({ b }: { b: string }) => b === value,
      })),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(one, { minLength: 1 }), { minLength: 1, maxLength: 4 }),
        record,
        (groups, value) => {
          const or = groups.map((group) => group.map(({ pattern }) => pattern).join(" && ")).join(" || ");
          const and = groups.map((group) => `(${group.map(({ pattern }) => pattern).join("||")})`).join("&&");
          const text = JSON.stringify(value);
          fc.pre(or.length < 1000);
          expect(matches(`{ ${or} }`, text)).toBe(groups.some((group) => group.every(({ holds }) => holds(value))));
          expect(matches(`{${and}}`, text)).toBe(groups.every((group) => group.some(({ holds }) => holds(value))));
        },
      ),
    );
  });

  test("it is answered: with a filter or with InvalidParameterException", () => {
    const token = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      "$.",
      "$",
      "a",
      '"',
      "%",
      "?",
      "-",
      "=",
      "!=",
      "&&",
      "||",
      "...",
      ",",
      "*",
      "(",
      "\\",
      " ",
    );
    const pattern = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(token, { maxLength: 30 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(pattern, fc.oneof(message, fc.json()), (text, event) => {
        try {
          expect(typeof parseFilterPattern(text)(event)).toBe("boolean");
        } catch (error) {
          expect((error as AwsError).code).toBe("InvalidParameterException");
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
