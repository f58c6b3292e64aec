import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLONE } from "./paths.mjs";
import { run } from "./run.mjs";
import { step } from "./step.mjs";

const STAMP = join(CLONE, "node_modules", ".payment-system-installed");

/** True when node_modules is what the lock file says; an interrupted install leaves no stamp. */
export function packagesAreInstalled() {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === lockHash();
}

/** Unless the installed packages are those of the lock file. */
export async function installPackages() {
  if (!packagesAreInstalled()) await step("Installing npm packages (about a minute)", installLocked);
}

/** The packages of the lock file, and no others. */
export async function installLocked() {
  await run("npm", ["ci"], { cwd: CLONE, quiet: true });
  writeFileSync(STAMP, lockHash());
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(CLONE, "package-lock.json")))
    .digest("hex");
}
