import { join } from "node:path";
import { takeLock } from "./lock.mjs";
import { installPackages } from "./packages.mjs";
import { CLONE, LOCAL, VENV } from "./paths.mjs";
import { checkRequirements } from "./requirements.mjs";
import { run } from "./run.mjs";
import { ScriptError } from "./script-error.mjs";

/** Installs what is missing in the clone: npm packages and the Python environment with LocalStack. */
export async function prepare() {
  checkRequirements();
  const release = takeLock(join(LOCAL, "install.lock"), "installing");
  try {
    await installPackages();
    const code = await run(process.execPath, [join(CLONE, "emulator/src/localstack/prepare-venv.mjs"), VENV]);
    if (code !== 0)
      throw new ScriptError("The Python environment for LocalStack could not be prepared; see the line above.");
  } finally {
    release();
  }
}
