import { parseArgs } from "node:util";
import { main } from "../launcher/main.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { soakCache } from "./cache.ts";
import { soakData } from "./data.ts";
import { soakService } from "./service.ts";
import type { Soak } from "./soak.ts";

const HELP = `Usage: npm run soak -- [cache] [data] [service] [--rounds N] [--seed N]

Injects faults at random moments into servers of its own, round after round (everything unless named), and ends with 1 at
the first that leaves something broken. Prints what was tried as JSON. The same seed gives the same rounds.

  cache      ElastiCache: nodes killed and hung, the emulator killed in failovers, snapshots, restores and reboots
  data       RDS: servers killed and hung, the emulator killed in failovers, snapshots, restores, renames and deletions
  service    payments: 50 random sequences of requests a round, held against a model in memory

  --rounds   of each, 200 unless given
  --seed     a new one unless given
`;

const SOAKS: Readonly<Record<string, Soak>> = { cache: soakCache, data: soakData, service: soakService };
const ROUNDS = 200;

await main(async (args: string[]) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      rounds: { type: "string", default: String(ROUNDS) },
      seed: { type: "string", default: String(Math.trunc(Math.random() * 2 ** 31)) },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = positionals.find((name) => !Object.hasOwn(SOAKS, name));
  if (unknown !== undefined) {
    throw new ScriptError(`"${unknown}" can't be soaked: use ${Object.keys(SOAKS).join(", ")}.`);
  }
  const options = { rounds: wholeNumber("rounds", values.rounds), seed: wholeNumber("seed", values.seed) };
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  for (const [name, soak] of Object.entries(SOAKS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const result = await soak({ ...options, say });
    process.stdout.write(`${JSON.stringify({ soak: name, ...options, ...result }, null, 2)}\n`);
  }
  return 0;
});

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new ScriptError(`--${option} takes a whole number, not "${text}".`);
}
