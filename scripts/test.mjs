import { main } from "./launcher/main.mjs";
import { runTypeScript } from "./launcher/node24.mjs";
import { prepare } from "./launcher/prepare.mjs";

const HELP = `Usage: npm test

Installs what is missing, then lints, type-checks, runs the unit and integration tests, and deploys an environment of
its own, through whose page a browser walks and on which it proves a failover. The last line is "N passed, N failed".
`;

await main(async (args) => {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return 0;
  }
  await prepare();
  return runTypeScript("scripts/test/run.ts", args);
});
