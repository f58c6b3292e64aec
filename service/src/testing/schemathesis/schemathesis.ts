import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cloneVenv, LOCAL } from "../clone-venv.ts";

const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");
const CONFIG = join(import.meta.dirname, "schemathesis.toml");
const VENV = join(LOCAL, "schemathesis");
const STAMP = join(VENV, "installed.txt");
const DEADLINE_MS = 8 * 60_000;

export interface SchemathesisOptions {
  /** Of the OpenAPI document. */
  readonly url: string;
  readonly accessToken: string;
  /** An id of each kind that paths can lead to, by the path segment before it. */
  readonly ids: Readonly<Record<string, string>>;
  /** Requests that are made up for each operation and phase, at most. */
  readonly examples: number;
  readonly seed: number;
  /** Where it may leave files. */
  readonly directory: string;
}

/** Has the API tested against its own OpenAPI document with every check of Schemathesis; what it reports, if it fails. */
export async function runSchemathesis(options: SchemathesisOptions): Promise<{ failed: boolean; report: string }> {
  const ids = Object.entries(options.ids).map(([kind, id]) => [kind.replaceAll("-", "_").toUpperCase(), id] as const);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...Object.fromEntries(ids),
    ACCESS_TOKEN: options.accessToken,
  };
  const numbers = ["--max-examples", String(options.examples), "--seed", String(options.seed)];
  const args = [
    "--no-color",
    "--config-file",
    CONFIG,
    "run",
    options.url,
    "--checks",
    "all",
    "--no-shrink",
    ...numbers,
  ];
  const program = installed();
  return new Promise((settle) => {
    execFile(
      program,
      args,
      { cwd: options.directory, env, timeout: DEADLINE_MS, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => settle({ failed: error !== null, report: stdout + stderr }),
    );
  });
}

/** In a Python environment of its own, because what it needs contradicts LocalStack's packages. */
function installed(): string {
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== wanted) {
    const venv = cloneVenv();
    const uv = (...args: string[]): void => {
      execFileSync(join(venv, "bin/uv"), [...args, "--quiet"], { stdio: ["ignore", "ignore", "inherit"] });
    };
    const python = join(VENV, "bin/python");
    uv("venv", "--clear", "--python", join(venv, "bin/python"), VENV);
    uv("pip", "install", "--no-progress", "--python", python, "--requirement", REQUIREMENTS);
    writeFileSync(STAMP, wanted);
  }
  return join(VENV, "bin/schemathesis");
}
