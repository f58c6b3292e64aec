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
    process.stderr.write(`${sentence(error) ?? error.stack}\n`);
    process.exitCode = 1;
  }
}

/** Undefined for an error that nobody expected. */
function sentence(error) {
  if (error instanceof ScriptError || error.name === "EmulatorError") return `error: ${error.message}`;
  if (String(error.code).startsWith("ERR_PARSE_ARGS"))
    return `error: ${error.message.split(". ")[0]}; --help lists the options.`;
  return undefined;
}
