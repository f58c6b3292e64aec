import { main } from "./launcher/main.mjs";
import { runTypeScript } from "./launcher/node24.mjs";
import { prepare } from "./launcher/prepare.mjs";

const HELP = `Usage: npm run dev:local [-- --env ENV] [--detach]

Installs what is missing, starts the local AWS, deploys an environment to it and shows where everything is.
Stays in the foreground; Ctrl-C stops everything and keeps the data.

  --env ENV   the environment to deploy: local (default), staging or production
  --detach    return as soon as everything is ready; stop it with npm run local -- stop
`;

await main(async (args) => {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return 0;
  }
  await prepare();
  return runTypeScript("scripts/local/up.ts", args);
});
