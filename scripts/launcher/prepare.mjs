import { join } from "node:path";
import { takeLock } from "./lock.mjs";
import { installLocked, packagesAreInstalled } from "./packages.mjs";
import { CLONE, LOCAL, VENV } from "./paths.mjs";
import { checkRequirements } from "./requirements.mjs";
import { run } from "./run.mjs";
import { ScriptError } from "./script-error.mjs";
import { step } from "./step.mjs";

/** Installs what is missing in the clone: npm packages and the Python environment with LocalStack. */
export async function prepare() {
  checkRequirements();
  const release = takeLock(join(LOCAL, "install.lock"), "installing");
  try {
    if (packagesAreInstalled()) await prepareVenv({ quiet: false });
    else await step("Installing npm packages and LocalStack (a minute or two)", installAll);
  } finally {
    release();
  }
}

/** Side by side, for each waits much for the network and the disk. */
async function installAll() {
  const ended = await Promise.allSettled([installLocked(), prepareVenv({ quiet: true })]);
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
}

/**
 * Does nothing if it is up to date.
 *
 * @param {{ quiet: boolean }} options whether only the reason of a failure is shown
 */
async function prepareVenv({ quiet }) {
  const args = [join(CLONE, "emulator/src/localstack/prepare-venv.mjs"), VENV];
  const code = await run(process.execPath, args, { quiet }).catch((error) => {
    throw new ScriptError(error.message.split("\n").at(-1));
  });
  if (code !== 0)
    throw new ScriptError("The Python environment for LocalStack could not be prepared; see the line above.");
}
