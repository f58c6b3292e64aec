import type { DBInstance } from "@aws-sdk/client-rds";
import type { Recovery } from "../recovery.ts";
import type { RecoveryReport, RecoveryStep } from "../report.ts";
import { serviceHealth } from "../service-health.ts";
import { cutOver } from "./cut-over.ts";
import { restore } from "./restore.ts";
import { settle } from "./settle.ts";
import { situationOf, type Situation } from "./situation.ts";
import { argumentsOf, sourceOf, sourceTag, type Source } from "./source.ts";
import { verify } from "./verify.ts";

/** Restore, verify, and with --cut-over: rename, wait for the service, give it back what the stack wants. */
export function databaseSteps(recovery: Recovery, report: RecoveryReport): RecoveryStep[] {
  const { names, options } = recovery;
  let source: Source;
  let situation: Situation;
  let candidate: DBInstance;
  const before: RecoveryStep[] = [
    {
      name: "find",
      title: `Find out how ${names.databaseInstance} is`,
      run: async () => {
        source = await sourceOf(recovery);
        situation = await situationOf(recovery, sourceTag(source));
        report.facts["source"] = sourceTag(source);
        return `restoring from ${sourceTag(source)}${situation.isCutOver ? ", which is in service already" : ""}`;
      },
    },
    {
      name: "restore",
      title: "Restore beside it",
      run: async (line) => {
        candidate = situation.isCutOver ? situation.inService! : await restore(recovery, source, situation, line);
        return `${candidate.DBInstanceIdentifier} is available`;
      },
    },
    {
      name: "verify",
      title: "Verify what was restored, by a one-off task",
      run: async () => {
        const verification = await verify(recovery, candidate);
        report.facts["verification"] = verification;
        const { payments } = verification.tables;
        const latest = payments?.latest ?? "never";
        return `${payments?.rows} payments, the last of ${latest}, fingerprint ${payments?.fingerprint}; the ledger balances`;
      },
    },
  ];
  return options.cutOver
    ? [...before, ...cutOverSteps(recovery, report, () => sourceTag(source))]
    : [...before, leave(recovery, () => sourceTag(source))];
}

function leave({ options }: Recovery, source: () => string): RecoveryStep {
  return {
    name: "leave",
    title: "Leave the original in service",
    run: async () =>
      `to put the restored one into service, run npm run recover -- ${argumentsOf(source())} ` +
      `--env ${options.environment.name} --cut-over`,
  };
}

function cutOverSteps(recovery: Recovery, report: RecoveryReport, source: () => string): RecoveryStep[] {
  return [
    {
      name: "cut over",
      title: "Cut over by renaming",
      run: async (line) => {
        const aside = await cutOver(recovery, source(), line);
        if (aside === undefined) return "nothing is left of the database of before but its automated backups";
        report.facts["before"] = aside;
        return `the database of before is kept as ${aside}`;
      },
    },
    { name: "health", title: "Wait for the service", run: () => serviceHealth(recovery) },
    {
      name: "settle",
      title: "Give the database what the stack wants of it",
      run: (line) => settle(recovery, line),
    },
  ];
}
