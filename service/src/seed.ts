import { readConfig, seedConfig } from "./config.ts";
import { databaseConnection } from "./database-connection.ts";
import { DEMO_EMAIL, seedDemoMerchant } from "./postgres/seed-demo-merchant.ts";
import { runCommand } from "./run-command.ts";

runCommand(async () => {
  const config = readConfig(seedConfig, process.env);
  const result = await seedDemoMerchant(databaseConnection(config), config.DEMO_MERCHANT_PASSWORD);
  console.log(`The demo merchant's user ${DEMO_EMAIL} is ready: ${result}.`);
});
