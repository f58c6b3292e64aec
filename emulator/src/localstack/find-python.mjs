import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { VenvError } from "./venv-error.mjs";

const CANDIDATES = ["python3", "python3.13", "python3.12", "python3.11"];
/** LocalStack 4.13.1 does not parse below 3.11; its pinned packages have no wheels above 3.13. */
const OLDEST = [3, 11];
const NEWEST = [3, 13];

const INSPECT = `
import importlib.util, json, sys
print(json.dumps({"version": list(sys.version_info[:3]), "executable": sys.executable,
  "venv": importlib.util.find_spec("venv") is not None,
  "pip": importlib.util.find_spec("ensurepip") is not None}))`;

/**
 * The first Python on PATH that can run LocalStack. A pyenv shim without a selected version counts as absent.
 *
 * @returns {Promise<{ executable: string, version: string, hasPip: boolean }>} `hasPip` tells whether its venv module
 *   can install pip: on Debian that needs the package python3-venv
 * @throws {VenvError} that names the versions found
 */
export async function findPython() {
  const found = [];
  for (const candidate of CANDIDATES) {
    const python = await inspect(candidate);
    if (!python) continue;
    const version = python.version.join(".");
    if (compare(python.version, OLDEST) >= 0 && compare(python.version, NEWEST) <= 0 && python.venv) {
      return { executable: python.executable, version, hasPip: python.pip };
    }
    found.push(`${candidate} is ${version}${python.venv ? "" : " without the venv module"}`);
  }
  const seen = found.length > 0 ? found.join(", ") : "none is on PATH";
  throw new VenvError(
    `Python 3.11, 3.12 or 3.13 is needed (${seen}): install one, for example with apt-get install python3 python3-venv.`,
  );
}

async function inspect(command) {
  try {
    const { stdout } = await promisify(execFile)(command, ["-c", INSPECT], { timeout: 20_000 });
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

/** By the parts that `limit` has. */
function compare(version, limit) {
  for (const [index, part] of limit.entries()) {
    if (version[index] !== part) return version[index] - part;
  }
  return 0;
}
