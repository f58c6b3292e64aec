import { StackError } from "./errors.ts";
import { environmentStacks } from "./synthesize.ts";

try {
  environmentStacks().app.synth();
} catch (error) {
  if (!(error instanceof StackError)) throw error;
  process.stderr.write(`${error.message} Pass it as CDK context: -c env=local\n`);
  process.exitCode = 1;
}
