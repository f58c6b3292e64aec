import type { PostgresBinaries } from "../../../runtimes/process/postgres/binaries.ts";
import type { PostgresReleases } from "../../../runtimes/process/postgres/releases.ts";
import { familyOf } from "../state/engine.ts";
import { parameterCatalogue, type ServerParameter } from "../state/parameter-catalogue.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { describeConfig } from "./server-check.ts";

export type ParameterCatalogue = ReadonlyMap<string, ServerParameter>;

/** The engine versions that can be run here, and what their servers say of themselves. */
export class Engines {
  readonly #releases: PostgresReleases;
  readonly #catalogues = new Map<string, Promise<ParameterCatalogue>>();

  constructor(releases: PostgresReleases) {
    this.#releases = releases;
  }

  /** Oldest first. */
  get versions(): readonly string[] {
    return this.#releases.versions;
  }

  /** DB parameter group families, oldest first. */
  get families(): readonly string[] {
    return [...new Set(this.versions.map(familyOf))];
  }

  /** Has the server of a version ready to be started. */
  install(version: string): Promise<PostgresBinaries> {
    return this.#releases.install(version);
  }

  /** The newest server of a family. Throws `InvalidParameterValue` for a family that isn't here. */
  async serverOf(family: string): Promise<PostgresBinaries> {
    const version = this.versions.findLast((each) => familyOf(each) === family);
    if (version === undefined) throw rdsErrors.familyNotFound(family, this.families);
    return this.install(version);
  }

  /** Every parameter of a family's server. Throws `InvalidParameterValue` for a family that isn't here. */
  async catalogue(family: string): Promise<ParameterCatalogue> {
    const known = this.#catalogues.get(family);
    if (known) return known;
    const reading = this.serverOf(family).then(describeConfig).then(parameterCatalogue);
    this.#catalogues.set(family, reading);
    reading.catch(() => this.#catalogues.delete(family));
    return reading;
  }
}
