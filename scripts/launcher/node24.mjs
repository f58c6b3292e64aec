import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CLONE } from "./paths.mjs";
import { run } from "./run.mjs";
import { ScriptError } from "./script-error.mjs";

const NODE_MAJOR = 24;
const BINARIES = join(CLONE, "node_modules", ".bin");

/** Runs a TypeScript file of the clone under Node 24, which an npm package brings, and returns its exit code. */
export async function runTypeScript(file, args, env = process.env) {
  return run(node24(), [join(CLONE, file), ...args], {
    env: { ...env, PATH: `${BINARIES}${delimiter}${env.PATH ?? ""}` },
  });
}

/** The program of Node 24, once the packages are installed. */
export function node24() {
  const packaged = join(BINARIES, "node");
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR) return process.execPath;
  throw new ScriptError(
    `npm has no Node.js ${NODE_MAJOR} package for ${process.platform}-${process.arch}: install Node.js ${NODE_MAJOR} and try again.`,
  );
}
