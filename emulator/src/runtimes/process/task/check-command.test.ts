import { expect, test } from "vitest";
import { checkCommandLine } from "./check-command.ts";

test.each([
  [
    ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"],
    ["/bin/sh", "-c", "curl -f http://127.1.2.3:8080/health || exit 1"],
  ],
  [
    ["CMD", "node", "-e", "fetch('http://127.0.0.1:8080')"],
    ["node", "-e", "fetch('http://127.1.2.3:8080')"],
  ],
  [
    ["CMD", "probe", "notlocalhost", "127.0.0.10"],
    ["probe", "notlocalhost", "127.0.0.10"],
  ],
])("%o", (command, expected) => {
  expect(checkCommandLine(command, "127.1.2.3")).toEqual(expected);
});
