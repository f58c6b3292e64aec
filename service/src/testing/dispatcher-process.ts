import { readFileSync } from "node:fs";
import { JobRunner } from "../jobs/job-runner.ts";
import { openDatabase } from "../postgres/database.ts";
import { verifyFullTls } from "../postgres/tls.ts";
import { createWebhookOutbox } from "../postgres/webhook-outbox.ts";
import { WebhookDispatcher } from "../webhooks/dispatcher.ts";
import { createHttpSender } from "../webhooks/http-sender.ts";

/** What the service does to deliver webhooks, in a process of its own that a test can kill. */
const { connection, caFile, leaseMs } = JSON.parse(process.argv[2] ?? "{}") as {
  connection: { host: string; port: number; database: string; user: string; password: string };
  caFile: string;
  leaseMs: number;
};
const ssl = verifyFullTls([readFileSync(caFile, "utf8")]);
const outbox = createWebhookOutbox(await openDatabase({ ...connection, ssl }, 4));
const dispatcher = new WebhookDispatcher(outbox, createHttpSender({ allowLoopback: true }), {
  intervalMs: 20,
  leaseMs,
});
new JobRunner({ warn: (details, message) => console.error(message, details) }).start([dispatcher]);
