import { main } from "./launcher/main.mjs";
import { runTypeScript } from "./launcher/node24.mjs";
import { packagesAreInstalled } from "./launcher/packages.mjs";
import { ScriptError } from "./launcher/script-error.mjs";
import { doctor } from "./local/doctor.mjs";

await main(async (args) => {
  if (args[0] === "doctor") return doctor(args.slice(1));
  if (!packagesAreInstalled())
    throw new ScriptError("Nothing is installed in this clone yet: run npm run dev:local first.");
  return runTypeScript("scripts/local/cli.ts", args);
});
