import type { Collection, Store } from "../../../store/store.ts";
import { familyOf } from "../state/engine.ts";
import { defaultParameterGroup, type ParameterGroupRecord } from "../state/parameter-group.ts";
import { rdsErrors } from "../state/rds-errors.ts";

/** DB parameter groups, the default ones of the families that are present included. */
export class ParameterGroups {
  readonly #defaults: ReadonlyMap<string, ParameterGroupRecord>;
  readonly #records: Collection<ParameterGroupRecord>;

  constructor(store: Store, families: readonly string[]) {
    const groups = families.map(defaultParameterGroup);
    this.#defaults = new Map(groups.map((group) => [group.name, group]));
    this.#records = store.collection("rds.parameter-group");
  }

  isDefault(name: string): boolean {
    return this.#defaults.has(name.toLowerCase());
  }

  /** Throws `DBParameterGroupNotFound`. */
  get(name: string): ParameterGroupRecord {
    const found = this.find(name);
    if (!found) throw rdsErrors.parameterGroupNotFound(name);
    return found;
  }

  /** Throws `DBParameterGroupNotFound`, or `InvalidParameterCombination` when its family is another version's. */
  getFor(engineVersion: string, name: string): ParameterGroupRecord {
    const group = this.get(name);
    const family = familyOf(engineVersion);
    if (group.family !== family) throw rdsErrors.parameterGroupOfOtherFamily(group.name, group.family, family);
    return group;
  }

  find(name: string): ParameterGroupRecord | undefined {
    return this.#defaults.get(name.toLowerCase()) ?? this.#records.get(name.toLowerCase());
  }

  list(): ParameterGroupRecord[] {
    return [...this.#defaults.values(), ...this.#records.list()];
  }

  /** Those that callers made. */
  own(): ParameterGroupRecord[] {
    return this.#records.list();
  }

  put(group: ParameterGroupRecord): void {
    this.#records.put(group.name, group);
  }

  delete(name: string): void {
    this.#records.delete(name);
  }
}
