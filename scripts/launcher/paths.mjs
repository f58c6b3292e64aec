import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the clone. */
export const CLONE = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything that the commands install or keep; ignored by git. */
export const LOCAL = join(CLONE, ".local");

/** Python environment with LocalStack. */
export const VENV = join(LOCAL, "venv");
