import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import chromium from "@sparticuz/chromium";
import { E2eError } from "./errors.ts";
import { npmChromium, npmChromiumLibraries } from "./npm-chromium.ts";

/** A Chromium that starts on this machine. */
export interface Browser {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string | undefined>;
}

const START_MS_MAX = 60_000;

const ON_PATH = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** Nothing that the walk needs, and nothing that may leave the machine. */
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Of the npm package's flags, those that would have the page judged by laxer rules than in a user's browser. */
const LAX =
  /^--(disable-web-security|allow-running-insecure-content|disable-site-isolation-trials|single-process|headless)\b/;

/** A Chromium on the PATH, else the one from npm. Throws `browser_unfit` when that one does not start. */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const installed = (env.PATH ?? "")
    .split(delimiter)
    .flatMap((directory) => ON_PATH.map((name) => join(directory, name)))
    .find(isExecutable);
  // Its sandbox needs what containers and root lack; the walk visits one site, ours.
  if (installed !== undefined) return { executablePath: installed, args: ["--no-sandbox", ...QUIET], env };
  const executablePath = await npmChromium();
  return {
    executablePath,
    args: [...chromium.args.filter((flag) => !LAX.test(flag)), ...QUIET],
    env: await environmentToStart(executablePath, env),
  };
}

/** With the libraries from npm where the system has none. */
async function environmentToStart(executablePath: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (startProblem(executablePath, env) === undefined) return env;
  const withLibraries = { ...env, LD_LIBRARY_PATH: await npmChromiumLibraries() };
  const problem = startProblem(executablePath, withLibraries);
  if (problem === undefined) return withLibraries;
  throw new E2eError(
    "browser_unfit",
    `The Chromium from npm does not start here (${problem}): install a Chromium so that it is on PATH (on Debian: apt-get install chromium) and try again.`,
  );
}

/** What it complained about; undefined if it started. */
export function startProblem(executablePath: string, env: NodeJS.ProcessEnv): string | undefined {
  const { status, stderr, error } = spawnSync(executablePath, ["--version"], {
    env,
    encoding: "utf8",
    timeout: START_MS_MAX,
  });
  if (status === 0) return undefined;
  return error?.message ?? stderr.trim().split("\n")[0] ?? "it said nothing";
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
