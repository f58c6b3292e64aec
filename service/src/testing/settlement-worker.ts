import { openDatabase } from "../postgres/database.ts";
import { createSettlementStore } from "../postgres/settlement-store.ts";
import type { ConnectionOptions } from "../postgres/connection-options.ts";
import { settleDue } from "../usecases/settle-due.ts";

/** For tests that kill it: settles in small pieces until nothing is left. Arguments: connection and time, as JSON. */
const [connection, now] = JSON.parse(process.argv[2]!) as [ConnectionOptions, string];
const store = createSettlementStore(await openDatabase(connection, 2));
process.stdout.write("started\n");
while (await settleDue(store, { now: new Date(now), delayDays: 1, linesMax: 3 }));
process.exit(0);
