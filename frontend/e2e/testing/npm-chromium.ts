import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import chromium from "@sparticuz/chromium";

const LOCAL = join(import.meta.dirname, "../../../.local");

/**
 * The Chromium of `@sparticuz/chromium`, unpacked once. The package would unpack it into the temporary directory that
 * all users share, and would run whatever it finds there.
 */
export async function npmChromium(): Promise<string> {
  const main = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const { version } = JSON.parse(readFileSync(join(dirname(main), "../package.json"), "utf8")) as { version: string };
  const directory = join(LOCAL, `chromium-${version}`);
  const executable = join(directory, "chromium");
  if (existsSync(executable)) return executable;
  mkdirSync(LOCAL, { recursive: true });
  const unpacked = mkdtempSync(`${directory}-`);
  const temporary = process.env.TMPDIR;
  try {
    process.env.TMPDIR = unpacked;
    await chromium.executablePath();
    renameSync(unpacked, directory);
  } catch (error) {
    rmSync(unpacked, { recursive: true, force: true });
    // Another process was first.
    if (!existsSync(executable)) throw error;
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
  }
  return executable;
}
