import type { Collection, Store } from "../../../store/store.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { familyOf } from "../state/engines.ts";
import type { ParameterCatalogue } from "../state/parameter-catalogue.ts";
import { defaultParameterGroup, type ParameterGroupRecord } from "../state/parameter-group.ts";
import type { PresentEngine } from "./engines.ts";

/** A parameter group family of an engine that is present. */
export interface Family {
  readonly name: string;
  /** The newest engine version of it. */
  readonly engine: PresentEngine;
}

/** Cache parameter groups, the default ones of the families that are present included. */
export class ParameterGroups {
  readonly families: ReadonlyMap<string, Family>;
  readonly #records: Collection<ParameterGroupRecord>;

  constructor(store: Store, engines: readonly PresentEngine[]) {
    this.families = new Map(engines.map((engine) => [familyOf(engine), { name: familyOf(engine), engine }]));
    this.#records = store.collection("elasticache.parameter-group");
  }

  /** Throws `InvalidParameterValue`, naming those present. */
  family(name: string): Family {
    const family = this.families.get(name);
    if (family) return family;
    throw elasticacheErrors.invalidValue(
      `CacheParameterGroupFamily ${name} is not a valid parameter group family. Families present: ${[...this.families.keys()].join(", ")}.`,
    );
  }

  catalogue({ family }: ParameterGroupRecord): ParameterCatalogue {
    return this.family(family).engine.catalogue;
  }

  isDefault(name: string): boolean {
    return name.toLowerCase().startsWith("default.");
  }

  /** Throws `CacheParameterGroupNotFound`. */
  get(name: string): ParameterGroupRecord {
    const found = this.find(name);
    if (!found) throw elasticacheErrors.parameterGroupNotFound(name);
    return found;
  }

  find(name: string): ParameterGroupRecord | undefined {
    const lower = name.toLowerCase();
    if (!this.isDefault(lower)) return this.#records.get(lower);
    const family = this.families.get(lower.slice("default.".length));
    return family && defaultParameterGroup(family.name);
  }

  list(): ParameterGroupRecord[] {
    return [...[...this.families.keys()].map(defaultParameterGroup), ...this.#records.list()];
  }

  put(group: ParameterGroupRecord): void {
    this.#records.put(group.name, group);
  }

  delete(name: string): void {
    this.#records.delete(name);
  }
}
