import { main } from "./launcher/main.mjs";
import { runTypeScript } from "./launcher/node24.mjs";
import { installPackages } from "./launcher/packages.mjs";

await main(async (args) => {
  await installPackages();
  return runTypeScript("scripts/recover/cli.ts", args);
});
