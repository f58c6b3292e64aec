import type { StackOutput } from "./stack-state.ts";

/** The shape in which the operators' guide reads outputs: `jq -r '.ecs_cluster_name.value'`. */
export type GuideOutputs = Readonly<Record<string, { readonly value: string }>>;

/** CloudFormation's PascalCase keys as the guide's snake_case ones; values that stacks only give each other are left out. */
export function guideOutputs(outputs: readonly StackOutput[]): GuideOutputs {
  return Object.fromEntries(
    outputs
      .filter(({ exportName }) => exportName === undefined)
      .map(({ key, value }) => [snakeCase(key), { value }] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function snakeCase(pascalCase: string): string {
  return pascalCase.replace(/(?<=[a-z0-9])[A-Z]/g, "_$&").toLowerCase();
}
