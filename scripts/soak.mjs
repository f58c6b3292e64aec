import { main } from "./launcher/main.mjs";
import { runTypeScript } from "./launcher/node24.mjs";
import { prepare } from "./launcher/prepare.mjs";

await main(async (args) => {
  await prepare();
  return runTypeScript("scripts/soak/cli.ts", args);
});
