import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CLONE } from "../launcher/paths.mjs";

/** What a deployment is made from. */
const SOURCES = [
  "stack/src",
  "service/src",
  "service/migrations",
  "service/build.mjs",
  "frontend/src",
  "frontend/public",
  "frontend/index.html",
  "frontend/vite.config.ts",
  "frontend/build.mjs",
  "scripts/deploy",
  "package-lock.json",
];

/** Hash of everything that a deployment is made from: when it is unchanged, deploying again would change nothing. */
export function sourceFingerprint(): string {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const file of filesBelow(join(CLONE, source)))
      hash.update(file.slice(CLONE.length)).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesBelow(path: string): string[] {
  try {
    const entries = readdirSync(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return [path];
    throw error;
  }
}
