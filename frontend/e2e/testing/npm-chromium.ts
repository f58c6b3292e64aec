import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import chromium from "@sparticuz/chromium";
import { extract } from "tar";

const LOCAL = join(import.meta.dirname, "../../../.local");
const PACKAGE = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");

/** The Chromium of `@sparticuz/chromium`, unpacked once. */
export async function npmChromium(): Promise<string> {
  return join(await unpackedOnce("", () => chromium.executablePath()), "chromium");
}

/** A directory with the libraries that this Chromium takes from the system where it has them: NSS, NSPR and Expat. */
export async function npmChromiumLibraries(): Promise<string> {
  return join(await unpackedOnce("-lib", unpackLibraries), "lib");
}

/** Not with the package's own function, whose promise is kept before all files are written. */
function unpackLibraries(directory: string): void {
  const archive = brotliDecompressSync(readFileSync(join(PACKAGE, "bin/al2023.tar.br")));
  extract({ cwd: directory, sync: true, strict: true, preserveOwner: false }).end(archive);
}

/**
 * Left to itself, the package would unpack into the temporary directory that all users share, and would run whatever
 * it finds there.
 */
async function unpackedOnce(suffix: string, unpack: (directory: string) => unknown): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as { version: string };
  const directory = join(LOCAL, `chromium-${version}${suffix}`);
  if (existsSync(directory)) return directory;
  mkdirSync(LOCAL, { recursive: true });
  const unpacked = mkdtempSync(`${directory}-`);
  const temporary = process.env.TMPDIR;
  try {
    process.env.TMPDIR = unpacked;
    await unpack(unpacked);
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
