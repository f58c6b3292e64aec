import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SharedFiles } from "./shared-files.ts";

let root: string;
let closed: string;
let shared: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "shared-files-"));
  chmodSync(root, 0o755);
  closed = join(root, "home");
  shared = join(root, "shared");
  mkdirSync(join(closed, "image", "app"), { recursive: true });
  writeFileSync(join(closed, "image", "app", "main.mjs"), "one", { mode: 0o600 });
  chmodSync(closed, 0o700);
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const USER = { uid: 65_534, gid: 65_534 };
const FILE = ["image", "app", "main.mjs"] as const;

test("without another user every path stays", async () => {
  const path = join(closed, ...FILE);
  expect(await new SharedFiles(shared, undefined).file(path, "main")).toBe(path);
});

test("what the user can read stays where it is", async () => {
  chmodSync(closed, 0o755);
  chmodSync(join(closed, ...FILE), 0o644);
  const path = join(closed, ...FILE);
  expect(await new SharedFiles(shared, USER).file(path, "main")).toBe(path);
});

test("a file in a closed home is copied readable, and again when it changes", async () => {
  const files = new SharedFiles(shared, USER);
  const first = await files.file(join(closed, ...FILE), "main");
  expect(readFileSync(first, "utf8")).toBe("one");
  expect(statSync(first).mode & 0o777).toBe(0o644);
  expect(statSync(join(closed, ...FILE)).mode & 0o777).toBe(0o600);
  writeFileSync(join(closed, ...FILE), "two two");
  const second = await files.file(join(closed, ...FILE), "main");
  expect(readFileSync(second, "utf8")).toBe("two two");
});

test("a tree in a closed home is copied once, whole and readable", async () => {
  const files = new SharedFiles(shared, USER);
  const image = join(closed, "image");
  const [first, second] = await Promise.all([files.tree(image, "sha256-1"), files.tree(image, "sha256-1")]);
  expect(first).toBe(join(shared, "sha256-1"));
  expect(second).toBe(first);
  expect(statSync(join(first, "app", "main.mjs")).mode & 0o444).toBe(0o444);
  expect(await new SharedFiles(shared, USER).tree(image, "sha256-1")).toBe(first);
});
