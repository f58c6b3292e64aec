import type { Instance } from "@payment-system/emulator/instance/instance";
import { awsVariables } from "./aws-environment.ts";

/** Shell exports that point AWS tools at the instance: `eval "$(npm run -s local -- env)"`. */
export function printEnv(instance: Instance): number {
  for (const [name, value] of Object.entries(awsVariables(instance))) {
    process.stdout.write(`export ${name}='${value.replaceAll("'", `'\\''`)}'\n`);
  }
  return 0;
}
