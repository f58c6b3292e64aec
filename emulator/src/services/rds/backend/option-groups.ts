import type { Collection, Store } from "../../../store/store.ts";
import { majorOf } from "../state/engine.ts";
import { defaultOptionGroup, type OptionGroupRecord } from "../state/option-group.ts";
import { rdsErrors } from "../state/rds-errors.ts";

/** Option groups, the default ones of the major versions that are present included. */
export class OptionGroups {
  readonly records: Collection<OptionGroupRecord>;
  readonly #defaults: ReadonlyMap<string, OptionGroupRecord>;

  constructor(store: Store, engineVersions: readonly string[]) {
    this.records = store.collection("rds.option-group");
    const groups = [...new Set(engineVersions.map(majorOf))].map(defaultOptionGroup);
    this.#defaults = new Map(groups.map((group) => [group.name, group]));
  }

  /** Throws `OptionGroupNotFoundFault`. */
  get(name: string): OptionGroupRecord {
    const found = this.find(name);
    if (!found) throw rdsErrors.optionGroupNotFound(name);
    return found;
  }

  /** The same, and of the major version of `engineVersion`. */
  getFor(engineVersion: string, name: string): OptionGroupRecord {
    const group = this.get(name);
    if (group.majorVersion === majorOf(engineVersion)) return group;
    throw rdsErrors.invalidCombination(
      `The option group ${group.name} is of engine version ${group.majorVersion}, not of ${engineVersion}.`,
    );
  }

  /** One that callers made. Throws `InvalidOptionGroupStateFault` for a default one. */
  getOwn(name: string, operation: string): OptionGroupRecord {
    const group = this.get(name);
    if (this.isDefault(group.name)) {
      throw rdsErrors.invalidOptionGroupState(`Default option group ${group.name} cannot be ${operation}.`);
    }
    return group;
  }

  find(name: string): OptionGroupRecord | undefined {
    return this.#defaults.get(name.toLowerCase()) ?? this.records.get(name.toLowerCase());
  }

  isDefault(name: string): boolean {
    return this.#defaults.has(name.toLowerCase());
  }

  list(): OptionGroupRecord[] {
    return [...this.#defaults.values(), ...this.records.list()];
  }
}
