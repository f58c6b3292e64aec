import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { freePort, type PostgresServer } from "../../../service/src/testing/postgres-server.ts";
import { until } from "../../../service/src/testing/until.ts";
import { ScriptError } from "../../launcher/script-error.mjs";
import { MERCHANTS } from "./bench-merchants.ts";
import type { LoadOrder } from "./load-order.ts";
import type { Spans } from "./measure.ts";
import { runLoad } from "./run-load.ts";

const HOST = "127.0.0.1";
const DATABASE = "formance";
const DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;

/** Its fastest: no history beside the log, whose hashes are made afterwards, as those of our audit log are. */
const FEATURES = {
  MOVES_HISTORY: "OFF",
  MOVES_HISTORY_POST_COMMIT_EFFECTIVE_VOLUMES: "DISABLED",
  HASH_LOGS: "ASYNC",
  ACCOUNT_METADATA_HISTORY: "DISABLED",
  TRANSACTION_METADATA_HISTORY: "DISABLED",
};

/** Between two accounts of a merchant, so that merchants don't share a balance; the script is the same, so it stays compiled. */
const SCRIPT = `vars {
  account $clearing
  account $pending
}
send [EUR/2 1050] (
  source = $clearing allowing unbounded overdraft
  destination = $pending
)`;

/** A Formance Ledger on a database of its own on the same server, as its own deployment examples configure it: without TLS. */
export class FormanceLedger implements AsyncDisposable {
  readonly #port: number;
  readonly #child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.#port = port;
    this.#child = child;
  }

  static async start(binary: string, server: PostgresServer): Promise<FormanceLedger> {
    await server.query(`create database ${DATABASE}`, "postgres");
    const { host, port: databasePort, user, password } = server.connection;
    const port = await freePort();
    const child = spawn(binary, ["serve"], {
      stdio: "ignore",
      env: {
        BIND: `${HOST}:${port}`,
        POSTGRES_URI: `postgresql://${user}:${password}@${host}:${databasePort}/${DATABASE}?sslmode=disable`,
        POSTGRES_MAX_OPEN_CONNS: "40",
        POSTGRES_MAX_IDLE_CONNS: "40",
        POSTGRES_CONN_MAX_IDLE_TIME: "5m",
        EXPERIMENTAL_FEATURES: "true",
        AUTO_UPGRADE: "true",
        WORKER: "true",
      },
    });
    child.once("error", () => {});
    const ledger = new FormanceLedger(port, child);
    try {
      await until("Formance Ledger to make a ledger", () => ledger.#createLedger(), DEADLINE_MS);
    } catch (error) {
      await ledger[Symbol.asyncDispose]();
      throw new ScriptError(`${binary} did not start as a Formance Ledger: ${(error as Error).message}`);
    }
    return ledger;
  }

  /** Transactions with one posting, `POST /v2/bench/transactions`, each with an idempotency key. */
  async createTransactions(connections: number, { warmUpMs, measureMs }: Spans): Promise<number> {
    const requests = Array.from({ length: MERCHANTS }, (_, index) => ({
      head: "POST /v2/bench/transactions HTTP/1.1\r\n",
      body: JSON.stringify({
        script: {
          plain: SCRIPT,
          vars: { clearing: `merchants:${index}:clearing`, pending: `merchants:${index}:pending` },
        },
      }),
    }));
    const order: LoadOrder = {
      ...{ host: HOST, port: this.#port, connections, warmUpMs, measureMs, requests },
      ...{ keyPrefix: randomUUID(), expectedStatus: 200 },
    };
    const { count, seconds } = await runLoad(order);
    return count / seconds;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.pid === undefined || this.#child.exitCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_DEADLINE_MS);
    await exited;
    clearTimeout(timer);
  }

  async #createLedger(): Promise<boolean> {
    const response = await fetch(`http://${HOST}:${this.#port}/v2/bench`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ features: FEATURES }),
    });
    if (response.status !== 204) throw new ScriptError(await response.text());
    return true;
  }
}
