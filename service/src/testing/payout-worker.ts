import type { ConnectionOptions } from "../postgres/connection-options.ts";
import { openDatabase } from "../postgres/database.ts";
import { createPayoutStore } from "../postgres/payout-store.ts";
import { createSimulatedBank } from "../postgres/simulated-bank.ts";
import { sendPayouts } from "../usecases/send-payouts.ts";

/** For tests that kill it: sends payouts until it is killed. The argument is the connection, as JSON. */
const database = await openDatabase(JSON.parse(process.argv[2]!) as ConnectionOptions, 4);
process.stdout.write("started\n");
for (;;) await sendPayouts(createPayoutStore(database), createSimulatedBank(database), new Date(), 50);
