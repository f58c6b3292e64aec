import type { Instance } from "@payment-system/emulator/instance/instance";
import { awsVariables } from "./aws-environment.ts";
import { BIN } from "./install-aws.ts";
import { shellQuote } from "./shell-quote.ts";

/** Shell exports that point AWS tools at the instance: `eval "$(npm run -s local -- env)"`. */
export function printEnv(instance: Instance): number {
  for (const [name, value] of Object.entries(awsVariables(instance))) {
    process.stdout.write(`export ${name}=${shellQuote(value)}\n`);
  }
  process.stdout.write(`export PATH=${shellQuote(BIN)}:"$PATH"\n`);
  return 0;
}
