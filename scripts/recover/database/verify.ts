import type { DBInstance } from "@aws-sdk/client-rds";
import { DeployError } from "../../deploy/errors.ts";
import { runOneOffTask } from "../../deploy/tasks/run-task.ts";
import type { Recovery } from "../recovery.ts";

/** What the task `verify.mjs` tells of a database; the service documents its members. */
export interface Verification {
  readonly event: "database-verified";
  readonly tables: Readonly<
    Record<string, { readonly rows: string; readonly fingerprint: string; readonly latest: string | null }>
  >;
  readonly ledgerSums: Readonly<Record<string, string>>;
  readonly unbalancedPayments: string;
  readonly schema: string | null;
}

/**
 * Counts and sums what an instance holds by a one-off task, for a database on AWS can't be reached from outside its
 * network. Throws `TaskFailed` when its ledger doesn't balance, `RecoveryFailed` when the task told nothing.
 */
export async function verify(recovery: Recovery, { Endpoint }: DBInstance): Promise<Verification> {
  const outputs = await recovery.outputs();
  const environment = { DB_HOST: Endpoint?.Address ?? "", DB_PORT: String(Endpoint?.Port ?? 5432) };
  const lines = await runOneOffTask(recovery.clients, outputs, ["node", "verify.mjs"], { environment, wantsLog: true });
  for (const line of lines) {
    const told = parsed(line);
    if (told) return told;
  }
  throw new DeployError("RecoveryFailed", "The task that verifies told nothing; look at its log before you cut over.");
}

function parsed(line: string): Verification | undefined {
  try {
    const value = JSON.parse(line) as Partial<Verification> | null;
    return value?.event === "database-verified" ? (value as Verification) : undefined;
  } catch {
    return undefined;
  }
}
