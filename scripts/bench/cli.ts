import { parseArgs } from "node:util";
import { awsVariables } from "../local/aws-environment.ts";
import { startEmulator, stopEmulator } from "../local/emulator-process.ts";
import { freeInstance } from "../local/free-instance.ts";
import { removeData } from "../local/remove-data.ts";
import { main } from "../launcher/main.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { OF_DATA, OF_ENVIRONMENT } from "./benchmarks.ts";
import { isMet, type Figure } from "./figure.ts";
import { benchService } from "./service.ts";
import { benchGrowth } from "./service/growth.ts";
import { benchLeak } from "./service/leak.ts";
import { benchStart } from "./start.ts";

const HELP = `Usage: npm run bench -- [NAME...] [--formance FILE]

Measures (everything but growth unless named) and prints JSON. The first four bring up an instance of their own and remove it.

  start      seconds from nothing to ready: with a first deploy, and again after a stop
  memory     proportional set size of everything started, idle
  failover   write outage seen by clients and payments lost over ten forced failovers
  data       the emulated RDS and ElastiCache, about 25 minutes; each part can also be named alone:
    throughput      pgbench through the endpoint ÷ direct (needs pgbench on PATH)
    failovers       commits lost over 100 failovers and kills, write gap
    redis           write gap and writes lost over 20 failovers
    point-in-time   restore of 1 GB ÷ copying and replaying by hand
    control-plane   DescribeDBInstances of 50 instances
  service    the payment service over a PostgreSQL with a synchronous standby, beside pgbench writing the same rows
             (needs pgbench on PATH) and beside Formance Ledger
  leak       memory of the payment service over ten minutes of requests
  growth     the payment service beside ten million payments, and beside ten thousand (half an hour, 60 GB)

memory and failover bring up what start measures, so they include it.

  --formance   a built Formance Ledger (github.com/formancehq/ledger) for \`service\` to compare with
`;

const OF_SERVICE = ["service", "leak", "growth"];
const OF_AN_INSTANCE = { ...OF_ENVIRONMENT, ...OF_DATA };
const NAMES = ["start", ...Object.keys(OF_AN_INSTANCE), ...OF_SERVICE];

await main(async (args: string[]) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, formance: { type: "string" } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = positionals.find((name) => name !== "data" && !NAMES.includes(name));
  if (unknown !== undefined) throw new ScriptError(`"${unknown}" is no benchmark: use data, ${NAMES.join(", ")}.`);
  const asked = positionals.flatMap((name) => (name === "data" ? Object.keys(OF_DATA) : [name]));
  const names = positionals.length === 0 ? NAMES.filter((name) => name !== "growth") : asked;
  const figures = names.some((name) => !OF_SERVICE.includes(name)) ? await measureInstance(names) : [];
  if (names.includes("service")) figures.push(...(await benchService({ formance: values.formance })));
  if (names.includes("leak")) figures.push(...(await benchLeak()));
  if (names.includes("growth")) figures.push(...(await benchGrowth()));
  const judged = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  process.stdout.write(`${JSON.stringify({ figures: judged }, null, 2)}\n`);
  return 0;
});

async function measureInstance(names: readonly string[]): Promise<Figure[]> {
  const instance = await freeInstance();
  removeData(instance);
  Object.assign(process.env, awsVariables(instance));
  const figures: Figure[] = [];
  try {
    const needsEnvironment = names.some((name) => name === "start" || Object.hasOwn(OF_ENVIRONMENT, name));
    if (needsEnvironment) figures.push(...(await benchStart(instance)));
    else await startEmulator(instance);
    for (const [name, benchmark] of Object.entries(OF_AN_INSTANCE)) {
      if (names.includes(name)) figures.push(...(await benchmark(instance)));
    }
  } finally {
    await stopEmulator(instance);
    removeData(instance);
  }
  return figures;
}
