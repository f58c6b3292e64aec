import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { CLONE } from "./paths.mjs";
import { ScriptError } from "./script-error.mjs";

const NODE_MAJOR_MIN = 20;
const PYTHON_MINOR_MIN = 11;
const FREE_DISK_GB_MIN = 3;

/** What the machine must bring; each check returns the sentence that says what is missing, or undefined. */
export const REQUIREMENTS = [
  { name: `Node.js ≥ ${NODE_MAJOR_MIN}`, problem: nodeProblem },
  { name: `Python ≥ 3.${PYTHON_MINOR_MIN}`, problem: pythonProblem },
  { name: `${FREE_DISK_GB_MIN} GB of free disk`, problem: diskProblem },
  { name: "loopback addresses 127.0.0.0/8", problem: platformProblem },
];

/** Throws the first problem found. */
export function checkRequirements() {
  for (const { problem } of REQUIREMENTS) {
    const sentence = problem();
    if (sentence) throw new ScriptError(sentence);
  }
}

function nodeProblem() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= NODE_MAJOR_MIN) return undefined;
  return `Node.js ${process.versions.node} is too old: install Node.js ${NODE_MAJOR_MIN} or newer and try again.`;
}

function pythonProblem() {
  const version = spawnSync("python3", ["-c", "import sys; print(*sys.version_info[:2])"], { encoding: "utf8" });
  if (version.status !== 0)
    return `python3 was not found on PATH: install Python 3.${PYTHON_MINOR_MIN} or newer (on Debian: apt-get install python3 python3-venv) and try again.`;
  const [major, minor] = version.stdout.trim().split(" ").map(Number);
  if (major === 3 && minor >= PYTHON_MINOR_MIN) return undefined;
  return `python3 on PATH is Python ${major}.${minor}: put Python 3.${PYTHON_MINOR_MIN} or newer first on PATH and try again.`;
}

function diskProblem() {
  const { bavail, bsize } = fs.statfsSync(CLONE);
  const freeGb = (bavail * bsize) / 1e9;
  if (freeGb >= FREE_DISK_GB_MIN) return undefined;
  return `Only ${freeGb.toFixed(1)} GB are free where ${CLONE} is: free at least ${FREE_DISK_GB_MIN} GB and try again.`;
}

function platformProblem() {
  if (process.platform === "linux") return undefined;
  return `The local AWS gives each endpoint a loopback address of its own, which ${process.platform} does not offer: run it on Linux.`;
}
