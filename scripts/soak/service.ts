import { join } from "node:path";
import { CLONE } from "../launcher/paths.mjs";
import { run } from "../launcher/run.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import type { Soak } from "./soak.ts";

/** Of requests; 200 rounds make 10,000. */
const SEQUENCES_PER_ROUND = 50;

/** The model test of `npm test` with more sequences and another seed: random requests, held against a model in memory. */
export const soakService: Soak = async ({ rounds, seed, say }) => {
  const sequences = rounds * SEQUENCES_PER_ROUND;
  say(`${sequences} sequences of requests to the payment service`);
  const code = await run(
    process.execPath,
    [join(CLONE, "node_modules/vitest/vitest.mjs"), "run", "service/src/http/payment-model.test.ts"],
    { cwd: CLONE, env: { ...process.env, SOAK_SEED: String(seed), SOAK_SEQUENCES: String(sequences) }, quiet: true },
  );
  if (code !== 0)
    throw new ScriptError(`The service did not do as the model says; see above, and run it with --seed ${seed} again.`);
  return { sequences };
};
