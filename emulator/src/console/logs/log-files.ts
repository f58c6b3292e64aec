import { lstatSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { AwsError } from "../../wire/aws-error.ts";

/** The instance's log files by their path below the logs directory, with `/` between its parts. */
export class LogFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  list(): string[] {
    return readdirSync(this.#directory, { recursive: true, encoding: "utf8" })
      .filter(
        (name) => name.endsWith(".log") && lstatSync(join(this.#directory, name), { throwIfNoEntry: false })?.isFile(),
      )
      .map((name) => name.replaceAll(sep, "/"))
      .sort();
  }

  /** The file's path; only a listed name has one, so that no request can name another file. Throws `NotFound` (404). */
  path(name: string): string {
    if (!this.list().includes(name)) throw new AwsError("NotFound", "There is no such log file.", 404);
    return join(this.#directory, name);
  }
}
