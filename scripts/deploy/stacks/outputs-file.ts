import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLONE } from "../clone.ts";
import type { GuideOutputs } from "./guide-outputs.ts";

/** `outputs/<env>-outputs.json`, in `OUTPUTS_DIRECTORY` if that is set. */
export function outputsFile(env: string, shell: NodeJS.ProcessEnv): string {
  return join(shell["OUTPUTS_DIRECTORY"] || join(CLONE, "outputs"), `${env}-outputs.json`);
}

/** Replaces the file at once, so that a reader sees either the old outputs or the new ones. */
export function writeOutputsFile(file: string, outputs: GuideOutputs): void {
  mkdirSync(join(file, ".."), { recursive: true });
  const next = `${file}.${process.pid}`;
  try {
    writeFileSync(next, `${JSON.stringify(outputs, null, 2)}\n`);
    renameSync(next, file);
  } finally {
    rmSync(next, { force: true });
  }
}
