import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import chromium from "@sparticuz/chromium";
import { npmChromium } from "./npm-chromium.ts";

export interface Browser {
  readonly executablePath: string;
  readonly args: string[];
}

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

/** A Chromium on the PATH, else the one from npm. */
export async function findBrowser(): Promise<Browser> {
  const installed = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((directory) => ON_PATH.map((name) => join(directory, name)))
    .find(isExecutable);
  // Its sandbox needs what containers and root lack; the walk visits one site, ours.
  if (installed !== undefined) return { executablePath: installed, args: ["--no-sandbox", ...QUIET] };
  return {
    executablePath: await npmChromium(),
    args: [...chromium.args.filter((flag) => !LAX.test(flag)), ...QUIET],
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
