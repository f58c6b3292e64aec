import { ScriptError } from "./script-error.mjs";

/**
 * Runs a command's main function; an expected error prints its sentence, any other its stack, and both exit with 1.
 *
 * @param {(args: string[]) => Promise<number | void> | number | void} command
 */
export async function main(command) {
  try {
    process.exitCode = (await command(process.argv.slice(2))) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof ScriptError ? `error: ${error.message}` : error.stack}\n`);
    process.exitCode = 1;
  }
}
