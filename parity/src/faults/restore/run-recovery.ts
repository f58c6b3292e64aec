import type { RecoverCommand } from "../../recovery/recover-command.ts";
import type { RecoveryRecord } from "../../recovery/recovery-record.ts";
import type { FaultContext } from "../fault.ts";

type CommandRecord = NonNullable<RecoveryRecord["command"]>;

/** Runs the operator's command and records it; `before` is the name under which it kept the original, if it did. */
export async function runRecovery(
  recover: RecoverCommand,
  args: readonly string[],
  { clock, signal, progress }: FaultContext,
): Promise<{ command: CommandRecord; before: string | undefined }> {
  const { report, ...result } = await recover(args, { signal, onLine: (line) => progress.detail(line.trim()) });
  const steps = (report?.steps ?? []).map(({ name, start, ms }) => {
    const startUs = clock.usAt(new Date(start));
    return { name, startUs, endUs: startUs + Math.round(ms * 1_000) };
  });
  const rows = report?.facts.verification?.tables.payments.rows;
  const verifiedPayments = rows === undefined ? null : Number(rows);
  return { command: { ...result, steps, verifiedPayments }, before: report?.facts.before };
}
