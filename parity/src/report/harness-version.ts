import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const TIMEOUT_MS = 5_000;

/** The commit that the harness runs from; nulls where there is no git or no checkout. */
export async function harnessVersion(): Promise<{ commit: string | null; modified: boolean | null }> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await run("git", args, { cwd: import.meta.dirname, timeout: TIMEOUT_MS });
    return stdout.trim();
  };
  try {
    return {
      commit: await git("rev-parse", "HEAD"),
      modified: (await git("status", "--porcelain", "--untracked-files=no")) !== "",
    };
  } catch {
    return { commit: null, modified: null };
  }
}
