// Plain Node without dependencies: `npm run dev:local` calls it before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { findPython } from "./find-python.mjs";
import { holdLock } from "./hold-lock.mjs";
import { VenvError } from "./venv-error.mjs";

const UV = "uv==0.13.9";
const PACKAGE = "localstack_bridge";
const FREE_BYTES_MIN = 1.5e9;
const STEP_DEADLINE_MS = 10 * 60_000;
const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");
const BRIDGE = join(import.meta.dirname, "bridge");

/**
 * Makes `venvDirectory` a Python environment that runs LocalStack with the bridge: created, completed after an
 * interruption, or left alone when it is up to date. Two callers at once wait for each other.
 *
 * @param {string} venvDirectory
 * @param {{ onProgress?: (step: string) => void }} [options]
 * @returns {Promise<{ python: string, changed: boolean }>} the environment's interpreter
 * @throws {VenvError} whose message is one sentence that says what to do
 */
export async function prepareVenv(venvDirectory, { onProgress = () => {} } = {}) {
  const venv = resolve(venvDirectory);
  const python = join(venv, "bin", "python");
  mkdirSync(dirname(venv), { recursive: true });
  const release = await holdLock(`${venv}.lock`, STEP_DEADLINE_MS);
  try {
    const wanted = { packages: hashOf([REQUIREMENTS, import.meta.filename]), bridge: hashOf(filesBelow(BRIDGE)) };
    const found = readStamp(venv);
    const usable = found.packages === wanted.packages && (await runs(python));
    if (usable && found.bridge === wanted.bridge) return { python, changed: false };
    if (!usable) {
      await installPackages(venv, python, onProgress);
    }
    onProgress("installing the LocalStack bridge");
    writeStamp(venv, { packages: wanted.packages });
    await installBridge(python);
    await run(python, ["-m", `${PACKAGE}.catalog`], "build LocalStack's index of services");
    writeStamp(venv, wanted);
    return { python, changed: true };
  } finally {
    release();
  }
}

async function installPackages(venv, python, onProgress) {
  const base = await findPython();
  await requireSpace(dirname(venv));
  onProgress(`creating a Python ${base.version} environment`);
  rmSync(venv, { recursive: true, force: true });
  const pip = base.hasPip ? ["-m", "pip"] : [join(venv, "pip.whl", "pip")];
  await run(
    base.executable,
    ["-m", "venv", ...(base.hasPip ? [] : ["--without-pip"]), venv],
    "create a Python environment",
  );
  if (!base.hasPip) {
    await run(python, [join(import.meta.dirname, "download_pip.py"), join(venv, "pip.whl")], "download pip", {
      advice: "check the network connection, or install the package python3-venv (apt-get install python3-venv)",
    });
  }
  onProgress("installing LocalStack");
  const network = { advice: "check the network connection and the access to PyPI, then run it again", attempts: 2 };
  await run(python, [...pip, "install", "--quiet", "--disable-pip-version-check", UV], "install uv from PyPI", network);
  const uv = ["pip", "install", "--quiet", "--no-progress", "--python", python, "--requirement", REQUIREMENTS];
  await run(join(venv, "bin", "uv"), uv, "install LocalStack from PyPI", network);
  onProgress("compiling");
  await compile(python, join(venv, "lib"));
}

/** By hand, because PYTHONDONTWRITEBYTECODE may be set, and LocalStack then takes seconds longer to start. */
async function compile(python, directory) {
  await run(python, ["-m", "compileall", "-q", "-j", "0", directory], "compile the Python packages", {
    // A package may carry files for other Python versions; those fail to compile and are never imported.
    exitCodes: [0, 1],
  });
}

/** Copied, not linked: the running LocalStack then never sees a half-edited bridge. */
async function installBridge(python) {
  const script = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const sitePackages = (await run(python, ["-c", script], "inspect the Python environment")).trim();
  const information = join(sitePackages, `${PACKAGE}-0.1.0.dist-info`);
  for (const target of [join(sitePackages, PACKAGE), information]) rmSync(target, { recursive: true, force: true });
  cpSync(join(BRIDGE, PACKAGE), join(sitePackages, PACKAGE), {
    recursive: true,
    filter: (source) => !source.includes("__pycache__"),
  });
  mkdirSync(information);
  cpSync(join(BRIDGE, "entry_points.txt"), join(information, "entry_points.txt"));
  writeFileSync(join(information, "METADATA"), `Metadata-Version: 2.1\nName: ${PACKAGE}\nVersion: 0.1.0\n`);
  writeFileSync(join(information, "top_level.txt"), `${PACKAGE}\n`);
  await compile(python, join(sitePackages, PACKAGE));
}

async function requireSpace(directory) {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= FREE_BYTES_MIN) return;
  const free = (bavail * bsize) / 1e9;
  throw new VenvError(`Only ${free.toFixed(1)} GB are free in ${directory}; make room for ${FREE_BYTES_MIN / 1e9} GB.`);
}

async function runs(python) {
  if (!existsSync(python)) return false;
  return run(python, ["-c", "import localstack.version, uv"], "start Python").then(
    () => true,
    () => false,
  );
}

/** Its last lines of output are shown when a step fails for good. */
async function run(command, args, purpose, { advice, attempts = 1, exitCodes = [0] } = {}) {
  // The trust store of the system is tried second: it knows a company's own CA, and may be missing.
  const env = { ...process.env, ...(attempts === 1 && advice ? { UV_SYSTEM_CERTS: "1", UV_NATIVE_TLS: "1" } : {}) };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"], timeout: STEP_DEADLINE_MS });
  let output = "";
  let problems = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (problems += data));
  const end = await new Promise((settle) => {
    child.once("error", (error) => settle(error.message));
    child.once("close", (code, signal) => settle(code ?? signal));
  });
  if (exitCodes.includes(end)) return output;
  if (attempts > 1) return run(command, args, purpose, { advice, attempts: attempts - 1, exitCodes });
  const reason = problems.trim().split("\n").slice(-3).join(" ").slice(-500) || String(end);
  throw new VenvError(`Could not ${purpose}${advice ? `; ${advice}` : ""}: ${reason}`);
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file.slice(import.meta.dirname.length)).update(readFileSync(file));
  return hash.digest("hex");
}

function filesBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("__pycache__"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function readStamp(venv) {
  try {
    return JSON.parse(readFileSync(join(venv, "prepared.json"), "utf8"));
  } catch {
    return {};
  }
}

/** Written last, so that an interrupted run is done again. */
function writeStamp(venv, stamp) {
  writeFileSync(join(venv, "prepared.json.new"), JSON.stringify(stamp));
  renameSync(join(venv, "prepared.json.new"), join(venv, "prepared.json"));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [venvDirectory] = process.argv.slice(2);
  if (venvDirectory === undefined) {
    console.error("Usage: node prepare-venv.mjs <venvDirectory>");
    process.exit(1);
  }
  try {
    const { python, changed } = await prepareVenv(venvDirectory, { onProgress: (step) => console.error(`${step} …`) });
    console.error(`${python} is ${changed ? "ready" : "up to date"}.`);
  } catch (error) {
    console.error(error instanceof VenvError ? error.message : `Could not prepare ${venvDirectory}: ${error.message}`);
    process.exit(1);
  }
}
