import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

const SCRIPT = join(import.meta.dirname, "../../../scripts/recover.mjs");

/** The parts of the command's report that are read. */
const reportSchema = z.object({
  steps: z.array(z.object({ name: z.string(), start: z.iso.datetime(), ms: z.number() })),
  facts: z.object({
    before: z.string().optional(),
    verification: z.object({ tables: z.object({ payments: z.object({ rows: z.string() }) }) }).optional(),
  }),
});
export type RecoverReport = z.infer<typeof reportSchema>;

export interface RecoverResult {
  readonly line: string;
  readonly exitCode: number | null;
  readonly said: string;
  /** Undefined if the command left none that can be read. */
  readonly report: RecoverReport | undefined;
}

/** Runs a recovery as an operator would. `args` as on the command line, without `--report`. */
export type RecoverCommand = (
  args: readonly string[],
  options: { readonly signal: AbortSignal; readonly onLine: (line: string) => void },
) => Promise<RecoverResult>;

/** `npm run recover` itself, with the AWS variables of `env`. */
export function recoverCommand(env: NodeJS.ProcessEnv): RecoverCommand {
  return async (args, { signal, onLine }) => {
    const directory = await mkdtemp(join(tmpdir(), "parity-recover-"));
    const file = join(directory, "report.json");
    try {
      const child = spawn(process.execPath, [SCRIPT, ...args, "--report", file], {
        env,
        signal,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr]) {
        createInterface(stream).on("line", (line) => {
          said = line;
          onLine(line);
        });
      }
      const [exitCode] = (await once(child, "close")) as [number | null];
      return { line: `npm run recover -- ${args.join(" ")}`, exitCode, said, report: await reportIn(file) };
    } finally {
      await rm(directory, { recursive: true });
    }
  };
}

async function reportIn(file: string): Promise<RecoverReport | undefined> {
  try {
    return reportSchema.safeParse(JSON.parse(await readFile(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}
