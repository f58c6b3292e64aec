import type { DbInstanceRecord, DbInstanceSettings } from "./db-instance.ts";
import { capacityOf } from "./instance-capacity.ts";
import { evaluateFormula, isFormula, type FormulaVariables } from "./parameter-formula.ts";
import { groupValues, type ParameterGroupRecord } from "./parameter-group.ts";

const GIB = 1_073_741_824;

interface Sized extends Pick<DbInstanceRecord, "port" | "replicaOf"> {
  readonly settings: Pick<DbInstanceSettings, "DBInstanceClass" | "AllocatedStorage">;
}

export function formulaVariables({ settings, port, replicaOf }: Sized): FormulaVariables {
  const { memoryBytes, vcpus } = capacityOf(settings.DBInstanceClass);
  return {
    AllocatedStorage: settings.AllocatedStorage * GIB,
    DBInstanceClassMemory: memoryBytes,
    DBInstanceVCPU: vcpus,
    EndPointPort: port,
    TrueIfReplica: replicaOf ? 1 : 0,
  };
}

/** Values of a group for an instance: its formulas give other numbers for another class. */
export function valuesFor(record: Sized, group: ParameterGroupRecord): Record<string, string> {
  const variables = formulaVariables(record);
  const values = Object.entries(groupValues(group));
  return Object.fromEntries(
    values.map(([name, value]) => [name, isFormula(value) ? evaluateFormula(value, variables) : value]),
  );
}
