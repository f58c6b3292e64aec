import { expect, test } from "vitest";
import { renderConfiguration } from "./configuration.ts";

test("values are quoted so that none can begin another directive", () => {
  const text = renderConfiguration([
    ["save", ""],
    ["user", "default", '>p"a\\ss\nport 1', "ü"],
  ]);
  expect(text).toBe('save ""\nuser "default" ">p\\"a\\\\ss\\x0aport 1" "\\xc3\\xbc"\n');
});

test("what is no directive's name is refused", () => {
  expect(() => renderConfiguration([["save\nport", "1"]])).toThrow(/is not the name/);
});
