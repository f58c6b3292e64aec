import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { archiveCommand, restoreCommand } from "./wal-commands.ts";

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, "archive-wal.sh");
const NAME = "000000010000000000000001";
let root: string;
let archive: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "wal-"));
  archive = join(root, `it's "$(touch injected)" %f; 100%`);
  mkdirSync(archive);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Replaces %p, %f and %% as PostgreSQL does, and has a shell run it in the data directory. */
async function shell(command: string, path: string, file: string): Promise<void> {
  const replacements: Record<string, string> = { "%p": path, "%f": file, "%%": "%" };
  const replaced = command.replace(/%[pf%]/g, (match) => replacements[match]!);
  await run("/bin/sh", ["-c", replaced], { cwd: root });
}

const archiveFile = (path: string): Promise<void> => shell(archiveCommand(SCRIPT, archive), path, NAME);

test("a segment is archived whole, wherever the archive is, and comes back the same", async () => {
  const content = Buffer.concat([Buffer.from("payments"), Buffer.alloc(4 << 20)]);
  writeFileSync(join(root, "segment"), content);
  await archiveFile("segment");
  expect(readdirSync(archive)).toEqual([NAME]);
  expect(readdirSync(root)).not.toContain("injected");
  expect(statSync(join(archive, NAME)).blocks * 512).toBeLessThan(1 << 20);
  await shell(restoreCommand([join(root, "elsewhere"), archive]), "restored", NAME);
  expect(readFileSync(join(root, "restored")).equals(content)).toBe(true);
  await expect(shell(restoreCommand([archive]), "other", "00000002.history")).rejects.toThrow();
});

test("the same segment again is content, another one under its name is refused and changes nothing", async () => {
  writeFileSync(join(root, "first"), "first");
  writeFileSync(join(root, "second"), "second");
  await archiveFile("first");
  await archiveFile("first");
  await expect(archiveFile("second")).rejects.toThrow(/has other content/);
  expect(readFileSync(join(archive, NAME), "utf8")).toBe("first");
  expect(readdirSync(archive)).toEqual([NAME]);
});

test("of a primary and a standby that archive at once both succeed, with one whole file", async () => {
  writeFileSync(join(root, "segment"), Buffer.alloc(4 << 20, 7));
  await Promise.all(Array.from({ length: 8 }, () => archiveFile("segment")));
  expect(readdirSync(archive)).toEqual([NAME]);
  expect(readFileSync(join(archive, NAME)).equals(Buffer.alloc(4 << 20, 7))).toBe(true);
});
