import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import chromium, { inflate } from "@sparticuz/chromium";

const LOCAL = join(import.meta.dirname, "../../../.local");
const LIBRARIES = ["libnspr4.so", "libnss3.so", "libnssutil3.so", "libexpat.so.1", "libplc4.so", "libplds4.so"];
const WRITTEN_MS_MAX = 10_000;
const PACKAGE = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");

/** The Chromium of `@sparticuz/chromium`, unpacked once. */
export async function npmChromium(): Promise<string> {
  return join(await unpackedOnce("", () => chromium.executablePath()), "chromium");
}

/** A directory with the libraries that this Chromium takes from the system where it has them: NSS, NSPR and Expat. */
export async function npmChromiumLibraries(): Promise<string> {
  return join(await unpackedOnce("-libraries", unpackLibraries), "al2023/lib");
}

/** Once a first use found none of them there; only a whole directory may take its name. */
async function unpackLibraries(): Promise<void> {
  const directory = join(await inflate(join(PACKAGE, "bin/al2023.tar.br")), "lib");
  const isWhole = (): boolean => LIBRARIES.every((name) => existsSync(join(directory, name)));
  for (const deadline = performance.now() + WRITTEN_MS_MAX; !isWhole(); await sleep(10)) {
    if (performance.now() > deadline) throw new TypeError(`${directory} lacks one of ${LIBRARIES.join(", ")}.`);
  }
}

/**
 * Left to itself, the package would unpack into the temporary directory that all users share, and would run whatever
 * it finds there.
 */
async function unpackedOnce(suffix: string, unpack: () => Promise<unknown>): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as { version: string };
  const directory = join(LOCAL, `chromium-${version}${suffix}`);
  if (existsSync(directory)) return directory;
  mkdirSync(LOCAL, { recursive: true });
  const unpacked = mkdtempSync(`${directory}-`);
  const temporary = process.env.TMPDIR;
  try {
    process.env.TMPDIR = unpacked;
    await unpack();
    renameSync(unpacked, directory);
  } catch (error) {
    rmSync(unpacked, { recursive: true, force: true });
    // Another process was first.
    if (!existsSync(directory)) throw error;
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
  }
  return directory;
}
