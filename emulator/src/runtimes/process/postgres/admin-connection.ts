import { Client, type QueryResultRow } from "pg";
import { EmulatorError } from "../../../errors.ts";

export interface Login {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** The server's certificate is verified against this authority and for `address`. */
  readonly caCertificatePem: string;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** A new connection over verified TLS; the caller ends it. It never emits an unhandled error. */
export async function connect(login: Login, connectTimeoutMs = CONNECT_TIMEOUT_MS): Promise<Client> {
  const { address, port, user, password, database, caCertificatePem } = login;
  const client = new Client({
    ...{ host: address, port, user, password, database },
    application_name: "rdsadmin",
    connectionTimeoutMillis: connectTimeoutMs,
    ssl: { ca: caCertificatePem, rejectUnauthorized: true },
  });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    void client.end().catch(() => {});
    throw error;
  }
  return client;
}

/** One connection that is opened when needed and kept; after a failure or time-out the next query opens another. */
export class AdminConnection {
  readonly #login: Login;
  #client: Promise<Client> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(login: Login) {
    this.#login = login;
  }

  /**
   * Rows of one statement; statements run one after the other, and the time-out counts from when it is sent.
   * Throws PostgreSQL's error, or `PostgresFailed` when there is no answer in time.
   */
  async query<Row extends QueryResultRow>(text: string, values: unknown[] = [], timeoutMs = 10_000): Promise<Row[]> {
    const result = this.#last.then(() => this.#send<Row>(text, values, timeoutMs));
    this.#last = result.catch(() => {});
    return result;
  }

  async close(): Promise<void> {
    if (this.#client) await this.#drop(this.#client);
  }

  async #send<Row extends QueryResultRow>(text: string, values: unknown[], timeoutMs: number): Promise<Row[]> {
    this.#client ??= connect(this.#login, timeoutMs);
    const opening = this.#client;
    try {
      const client = await opening;
      return (await withTimeout(client.query<Row>(text, values), timeoutMs, this.#login.address)).rows;
    } catch (error) {
      if ((error as { severity?: string }).severity !== "ERROR") await this.#drop(opening);
      throw error;
    }
  }

  async #drop(opening: Promise<Client>): Promise<void> {
    if (this.#client === opening) this.#client = undefined;
    const client = await opening.catch(() => undefined);
    (client as unknown as { connection: { stream: { destroy(): void } } } | undefined)?.connection.stream.destroy();
  }
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number, address: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(new EmulatorError("PostgresFailed", `PostgreSQL at ${address} did not answer within ${timeoutMs} ms.`)),
    timeoutMs,
  );
  work.catch(() => {});
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
