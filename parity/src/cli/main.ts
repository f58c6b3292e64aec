import { ParityError, sentenceOf } from "../errors.ts";
import { SCENARIOS } from "../scenarios/scenarios.ts";
import { parseCommand, type Command } from "./parse-command.ts";
import { usage } from "./usage.ts";

export interface Terminal {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted when the person at the terminal wants the run to end. */
  readonly signal: AbortSignal;
}

/** Runs one command and gives the exit code: 0 as expected, 1 not as expected, 2 couldn't be run. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    return await execute(parseCommand(argv, new Date()), terminal);
  } catch (error) {
    // A defect of the harness needs its stack; everything else is one sentence.
    const text = error instanceof ParityError || !(error instanceof Error) ? sentenceOf(error) : error.stack;
    terminal.err.write(`${text}\n`);
    return 2;
  }
}

async function execute(command: Command, terminal: Terminal): Promise<0 | 1 | 2> {
  switch (command.name) {
    case "help":
      terminal.out.write(usage());
      return 0;
    case "list": {
      const width = Math.max(...SCENARIOS.map((scenario) => scenario.name.length));
      for (const { name, description } of SCENARIOS) terminal.out.write(`${name.padEnd(width)}  ${description}\n`);
      return 0;
    }
    case "diff": {
      const { diffRuns } = await import("./diff.ts");
      return diffRuns(command.before, command.after, terminal.out);
    }
    case "run": {
      // The AWS SDK and the plots load only when they are needed: a typing error must not wait for them.
      const { runCommand } = await import("./run-command.ts");
      return runCommand(command, terminal);
    }
  }
}
