import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const CLONE = join(import.meta.dirname, "../../..");
const PREPARE_VENV = join(CLONE, "emulator/src/localstack/prepare-venv.mjs");

/** Where the clone keeps what its commands install. */
export const LOCAL = join(CLONE, ".local");

/** The clone's Python environment, as it is. */
export const CLONE_VENV = join(LOCAL, "venv");

/** The clone's Python environment, which is made if it isn't there. */
export function cloneVenv(): string {
  if (!existsSync(join(CLONE_VENV, "prepared.json"))) {
    execFileSync(process.execPath, [PREPARE_VENV, CLONE_VENV], { stdio: ["ignore", "ignore", "inherit"] });
  }
  return CLONE_VENV;
}
