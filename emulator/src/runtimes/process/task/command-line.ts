import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { EmulatorError } from "../../../errors.ts";
import type { ImageConfig } from "./image.ts";

export interface CommandRequest {
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
}

/** The image's command line with the request's parts in its place; another entry point drops the image's Cmd, as in Docker. */
export function commandLine(image: ImageConfig, { entryPoint, command }: CommandRequest): string[] {
  const argv = entryPoint
    ? [...entryPoint, ...(command ?? [])]
    : [...(image.Entrypoint ?? []), ...(command ?? image.Cmd ?? [])];
  if (argv.length === 0) {
    throw new EmulatorError("ImageInvalid", "no command specified: give the image a Cmd or the container a command");
  }
  return argv;
}

/**
 * Translates a command line of the container to this machine: absolute paths that the image holds become paths below
 * its root directory, and `node` the given executable.
 */
export function localCommandLine(argv: readonly string[], rootDirectory: string, nodeFile: string): string[] {
  const [program = "", ...rest] = argv.map((argument) => localPath(argument, rootDirectory));
  return [basename(program) === "node" && !program.startsWith(rootDirectory) ? nodeFile : program, ...rest];
}

/** `path` of the container on this machine, if the image has it. */
export function localPath(path: string, rootDirectory: string): string {
  if (!path.startsWith("/") || path === "/") return path;
  // join() resolves "..", so a path can't leave the root unnoticed.
  const local = join(rootDirectory, join("/", path));
  return existsSync(local) ? local : path;
}
