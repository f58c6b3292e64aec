import pg from "pg";
import { contextSetting, type RequestContext } from "../context/request-context.ts";

/** Of a connection, as pg hands it to a query: the messages of the extended protocol. */
interface Connection {
  parse(message: { name: string; text: string; types: readonly number[] }): void;
  bind(message: { portal: string; statement: string; values: readonly string[] }): void;
  execute(message: { portal: string; rows: number }): void;
}

type Callback = (error: Error | null | undefined, result?: pg.QueryResult) => void;

const NAME = "request_context";
/** Both end with the transaction, so that nothing stays on the session. */
const TEXT = "select set_config('application_name', $1, true), set_config('payment_system.context', $2, true)";

/** What the class of pg has beside what its types tell. */
interface Internals {
  prepare(connection: Connection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
}
const internals = pg.Query.prototype as unknown as Internals;

const knowing = new WeakSet<Connection>();

/**
 * A query that first tells the server for which request it is: in `application_name`, for whoever looks at
 * pg_stat_activity or at the server's log, and in the setting `payment_system.context`, for the triggers that write the
 * audit log. Both statements go out under one Sync, which makes them one round trip and, unless one is open already, one
 * transaction (https://www.postgresql.org/docs/17/protocol-flow.html#PROTOCOL-FLOW-PIPELINING). The query's own
 * text stays what it was, so it stays prepared; a comment with the request's id would make it another one each time.
 */
export class ContextQuery extends pg.Query {
  readonly #context: RequestContext;
  #isTold = false;

  constructor(context: RequestContext, config: pg.QueryConfig, callback: Callback) {
    super(config as never, undefined, callback as never);
    this.#context = context;
  }

  prepare(connection: Connection): void {
    if (!knowing.has(connection)) {
      connection.parse({ name: NAME, text: TEXT, types: [] });
      knowing.add(connection);
    }
    connection.bind({ portal: "", statement: NAME, values: valuesOf(this.#context) });
    connection.execute({ portal: "", rows: 0 });
    internals.prepare.call(this, connection);
  }

  handleDataRow(message: unknown): void {
    if (this.#isTold) internals.handleDataRow.call(this, message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#isTold) internals.handleCommandComplete.call(this, message, connection);
    this.#isTold = true;
  }
}

function valuesOf(context: RequestContext): [name: string, context: string] {
  return [`payment-service ${context.traceId}`, contextSetting(context)];
}
