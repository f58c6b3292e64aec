import { Listr } from "listr2";

/** One thing that a command does. It reports what is going on and may end with a sentence on what it found. */
export interface Step {
  readonly title: string;
  run(report: (line: string) => void): Promise<string | void>;
}

/** Runs steps one after the other, with a live display on a terminal and plain lines off it. Throws what a step throws. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  const tasks = steps.map((step) => ({
    title: step.title,
    task: async (_: unknown, task: { title: string; output: unknown }) => {
      const found = await step.run((line) => {
        task.output = line;
      });
      if (found) task.title = `${step.title}: ${found}`;
    },
  }));
  if (process.stdout.isTTY) await new Listr(tasks, { rendererOptions: { showErrorMessage: false } }).run();
  else await runPlainly(steps);
}

async function runPlainly(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    process.stdout.write(`${step.title}\n`);
    const found = await step.run((line) => process.stdout.write(`  ${line}\n`));
    process.stdout.write(found ? `${step.title}: ${found}\n` : `${step.title}: done\n`);
  }
}
