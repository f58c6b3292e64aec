import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine, localCommandLine, localPath } from "./command-line.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "command-line-"));
  mkdirSync(join(root, "app"));
  writeFileSync(join(root, "app", "main.mjs"), "");
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

test.each([
  [{ Cmd: ["node", "main.mjs"] }, {}, ["node", "main.mjs"]],
  [{ Cmd: ["node", "main.mjs"] }, { command: ["node", "seed.mjs"] }, ["node", "seed.mjs"]],
  [{ Entrypoint: ["node"], Cmd: ["main.mjs"] }, {}, ["node", "main.mjs"]],
  [{ Entrypoint: ["node"], Cmd: ["main.mjs"] }, { command: ["x"] }, ["node", "x"]],
  [{ Entrypoint: ["node"], Cmd: ["main.mjs"] }, { entryPoint: ["sh"] }, ["sh"]],
  [{ Entrypoint: null, Cmd: ["a"] }, { entryPoint: ["sh"], command: ["-c", "b"] }, ["sh", "-c", "b"]],
])("image %o with %o runs %o", (image, request, expected) => {
  expect(commandLine(image, request)).toEqual(expected);
});

test("an image without a command can't be started", () => {
  expect(() => commandLine({}, {})).toThrow(/no command specified/);
});

test("node is the emulator's own, and paths of the image are paths on this machine", () => {
  expect(localCommandLine(["node", "/app/main.mjs"], root, "/bin/this-node")).toEqual([
    "/bin/this-node",
    join(root, "app/main.mjs"),
  ]);
  expect(localCommandLine(["/usr/local/bin/node", "--x"], root, "/bin/this-node")).toEqual(["/bin/this-node", "--x"]);
  expect(localCommandLine(["/bin/sh", "-c", "/app/main.mjs"], root, "/n")[0]).toBe("/bin/sh");
});

test("no path leaves the image by way of the root", () => {
  expect(localPath("/app/../../../app/main.mjs", root)).toBe(join(root, "app/main.mjs"));
});
