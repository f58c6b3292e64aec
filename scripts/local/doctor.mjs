import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { node24 } from "../launcher/node24.mjs";
import { packagesAreInstalled } from "../launcher/packages.mjs";
import { CLONE, VENV } from "../launcher/paths.mjs";
import { REQUIREMENTS } from "../launcher/requirements.mjs";

const INSTALLED = [
  {
    name: "npm packages",
    problem: () =>
      packagesAreInstalled() ? undefined : "npm packages are missing or out of date: npm run dev:local installs them.",
  },
  {
    name: "Python environment",
    problem: () =>
      existsSync(VENV) ? undefined : "The Python environment for LocalStack is missing: npm run dev:local installs it.",
  },
  { name: "Chromium for the browser tests of npm test", problem: browserProblem },
];

function browserProblem() {
  if (!packagesAreInstalled()) return "It can't be tried before the npm packages are installed.";
  const { status, stderr } = spawnSync(node24(), [join(CLONE, "frontend/e2e/testing/check-browser.ts")], {
    encoding: "utf8",
  });
  return status === 0 ? undefined : stderr.trim();
}

/** Says what is there and what is missing with the way to fix it; exit code 1 when something is missing. */
export function doctor(args) {
  if (args.includes("--help")) {
    process.stdout.write(
      "Usage: npm run local -- doctor\n\nChecks what the machine must bring and what the clone has installed.\n",
    );
    return 0;
  }
  const problems = [...REQUIREMENTS, ...INSTALLED].filter(({ name, problem }) => {
    const sentence = problem();
    process.stdout.write(sentence ? `✖ ${name}: ${sentence}\n` : `✔ ${name}\n`);
    return sentence !== undefined;
  });
  return problems.length === 0 ? 0 : 1;
}
