import { awsVariables } from "../local/aws-environment.ts";
import { stopEmulator } from "../local/emulator-process.ts";
import { freeInstance } from "../local/free-instance.ts";
import { removeData } from "../local/remove-data.ts";
import { main } from "../launcher/main.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { benchData } from "./data.ts";
import { benchFailover } from "./failover.ts";
import { isMet, type Figure } from "./figure.ts";
import { benchMemory } from "./memory.ts";
import { benchStart } from "./start.ts";

const HELP = `Usage: npm run bench -- [start] [memory] [failover] [data]

Brings up an instance of its own, measures (everything unless named), prints JSON, and removes the instance.

  start      seconds from nothing to ready: with a first deploy, and again after a stop (always measured)
  memory     proportional set size of everything started, idle
  failover   write outage seen by clients and payments lost over ten forced failovers
  data       the emulated RDS: commits lost over 100 failovers and kills, write gap, pgbench through the endpoint ÷
             direct, point-in-time restore of 1 GB ÷ copying and replaying by hand, DescribeDBInstances of 50 instances
             (needs pgbench on PATH); Redis' write gap over 20 failovers
`;

const BENCHMARKS = { memory: benchMemory, failover: benchFailover, data: benchData };

await main(async (args: string[]) => {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = args.find((name) => name !== "start" && !Object.hasOwn(BENCHMARKS, name));
  if (unknown !== undefined)
    throw new ScriptError(`"${unknown}" is no benchmark: use start, memory, failover or data.`);
  const instance = await freeInstance();
  removeData(instance);
  Object.assign(process.env, awsVariables(instance));
  const figures: Figure[] = [];
  try {
    figures.push(...(await benchStart(instance)));
    for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
      if (args.length === 0 || args.includes(name)) figures.push(...(await benchmark(instance)));
    }
  } finally {
    await stopEmulator(instance);
    removeData(instance);
  }
  const judged = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  process.stdout.write(`${JSON.stringify({ figures: judged }, null, 2)}\n`);
  return 0;
});
