import { parseArgs } from "node:util";
import { environmentNamed, type Environment } from "@payment-system/stack/environments";
import { StackError } from "@payment-system/stack/errors";
import { DeployError } from "../deploy/errors.ts";

export const RECOVERIES = {
  snapshot: "the database as a snapshot has it",
  pitr: "the database as it was at a point in time",
  redis: "the Redis as a snapshot has it",
} as const;

export type RecoveryName = keyof typeof RECOVERIES;

export interface RecoverOptions {
  readonly recovery: RecoveryName;
  readonly environment: Environment;
  /** Undefined for the latest one. */
  readonly snapshot: string | undefined;
  /** Undefined for the latest restorable one. */
  readonly time: Date | undefined;
  /** File that gets a JSON report. */
  readonly report: string | undefined;
  /** Put it into service; otherwise it is restored and verified, and the original stays in service. */
  readonly cutOver: boolean;
}

const OPTIONS = {
  env: { type: "string" },
  snapshot: { type: "string" },
  time: { type: "string" },
  latest: { type: "boolean", default: false },
  "cut-over": { type: "boolean", default: false },
  report: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** What AWS allows in identifiers of snapshots; automated ones have a prefix. */
const SNAPSHOT = /^(rds:|automatic\.)?[A-Za-z][A-Za-z0-9-]{0,254}$/;

/** Undefined when help is asked for. Throws `InvalidOption`. `ENVIRONMENT` is a default. */
export function parseOptions(args: readonly string[], shell: NodeJS.ProcessEnv): RecoverOptions | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const [recovery, ...more] = positionals;
  if (recovery === undefined || !Object.hasOwn(RECOVERIES, recovery)) {
    const given = recovery === undefined ? "Nothing to recover is given" : `"${recovery}" can't be recovered`;
    throw invalid(`${given}; choose one of ${Object.keys(RECOVERIES).join(", ")}.`);
  }
  if (more.length > 0) throw invalid(`"${more.join(" ")}" is too much; give one recovery.`);
  const name = recovery as RecoveryName;
  checkFit(name, values);
  return {
    recovery: name,
    environment: environment(values.env ?? shell["ENVIRONMENT"]),
    snapshot: values.snapshot,
    time: values.time === undefined ? undefined : instant(values.time),
    report: values.report,
    cutOver: values["cut-over"],
  };
}

function checkFit(
  recovery: RecoveryName,
  { snapshot, time, latest }: { snapshot?: string; time?: string; latest: boolean },
): void {
  if (recovery === "pitr") {
    if (snapshot !== undefined) throw invalid("--snapshot is for snapshot and redis; pitr takes --time or --latest.");
    if ((time === undefined) !== latest) throw invalid("pitr takes either --time or --latest.");
    return;
  }
  if (time !== undefined || latest) throw invalid("--time and --latest are for pitr; this takes --snapshot.");
  if (snapshot !== undefined && !SNAPSHOT.test(snapshot)) {
    throw invalid(`"${snapshot}" can't be a snapshot; give the identifier that AWS shows.`);
  }
}

function instant(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw invalid(`"${text}" is no point in time; give one such as 2026-11-25T03:04:05Z.`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [reason] = (error as Error).message.split(". ");
    throw new DeployError("InvalidOption", `${reason}; see npm run recover -- --help.`, { cause: error });
  }
}

function environment(name: string | undefined): Environment {
  try {
    return environmentNamed(name);
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    throw new DeployError("InvalidOption", `${error.message.slice(0, -1)} with --env.`, { cause: error });
  }
}

function invalid(message: string): DeployError {
  return new DeployError("InvalidOption", message);
}
