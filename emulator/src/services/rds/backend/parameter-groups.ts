import type { Collection, Store } from "../../../store/store.ts";
import { familyOf } from "../state/engine.ts";
import { defaultParameterGroup, type ParameterGroupRecord } from "../state/parameter-group.ts";
import { rdsErrors } from "../state/rds-errors.ts";

/** DB parameter groups, the default one of the family that is present included. */
export class ParameterGroups {
  readonly family: string;
  readonly #default: ParameterGroupRecord;
  readonly #records: Collection<ParameterGroupRecord>;

  constructor(store: Store, engineVersion: string) {
    this.family = familyOf(engineVersion);
    this.#default = defaultParameterGroup(this.family);
    this.#records = store.collection("rds.parameter-group");
  }

  isDefault(name: string): boolean {
    return name.toLowerCase() === this.#default.name;
  }

  /** Throws `DBParameterGroupNotFound`. */
  get(name: string): ParameterGroupRecord {
    const found = this.find(name);
    if (!found) throw rdsErrors.parameterGroupNotFound(name);
    return found;
  }

  find(name: string): ParameterGroupRecord | undefined {
    return this.isDefault(name) ? this.#default : this.#records.get(name.toLowerCase());
  }

  list(): ParameterGroupRecord[] {
    return [this.#default, ...this.#records.list()];
  }

  put(group: ParameterGroupRecord): void {
    this.#records.put(group.name, group);
  }

  delete(name: string): void {
    this.#records.delete(name);
  }
}
