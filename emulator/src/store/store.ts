import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { deepFreeze } from "./deep-freeze.ts";

/**
 * Durable documents of one kind, by identifier. Values are plain JSON; dates are ISO strings. What is read can't be
 * changed: it is what the next reader gets.
 */
export interface Collection<T> {
  get(id: string): T | undefined;
  /** Durable when it returns. */
  put(id: string, value: T): void;
  delete(id: string): boolean;
  /** In order of identifier. */
  list(): T[];
}

/** What was read of a collection and not written since. */
interface Read {
  readonly byId: Map<string, unknown>;
  all: readonly unknown[] | undefined;
}

/**
 * The emulator's control plane on disk: SQLite in WAL mode with synchronous=FULL, so that what a caller was told
 * survives SIGKILL and power loss. Every call is synchronous. Nobody else writes the file, so what was read once is
 * not read again until it is written.
 */
export class Store {
  readonly #db: DatabaseSync;
  readonly #read = new Map<string, Read>();

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.#db = new DatabaseSync(file);
    chmodSync(file, 0o600);
    this.#db.exec("pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000");
    this.#db.exec(
      "create table if not exists document (collection text, id text, value text not null, primary key (collection, id)) without rowid",
    );
  }

  /** `name` is `<service>.<kind>`, for example `rds.instance`. */
  collection<T>(name: string): Collection<T> {
    const get = this.#db.prepare("select value from document where collection = ? and id = ?");
    const put = this.#db.prepare("insert or replace into document (collection, id, value) values (?, ?, ?)");
    const remove = this.#db.prepare("delete from document where collection = ? and id = ?");
    const list = this.#db.prepare("select value from document where collection = ? order by id");
    const parse = (row: unknown): T => deepFreeze(JSON.parse((row as { value: string }).value) as T);
    const forget = (id: string): void => {
      const read = this.#readOf(name);
      read.byId.delete(id);
      read.all = undefined;
    };
    return {
      get: (id) => {
        const { byId } = this.#readOf(name);
        const known = byId.get(id);
        if (known !== undefined) return known as T;
        const row = get.get(name, id);
        if (row === undefined) return undefined;
        const value = parse(row);
        byId.set(id, value);
        return value;
      },
      put: (id, value) => {
        put.run(name, id, JSON.stringify(value));
        forget(id);
      },
      delete: (id) => {
        const { changes } = remove.run(name, id);
        forget(id);
        return changes > 0;
      },
      list: () => {
        const read = this.#readOf(name);
        read.all ??= list.all(name).map(parse);
        return [...(read.all as T[])];
      },
    };
  }

  /** All of `work`'s writes or none; `work` must be synchronous. */
  transaction<R>(work: () => R): R {
    this.#db.exec("begin immediate");
    try {
      const result = work();
      this.#db.exec("commit");
      return result;
    } catch (error) {
      this.#db.exec("rollback");
      this.#read.clear();
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  #readOf(name: string): Read {
    const known = this.#read.get(name);
    if (known) return known;
    const read: Read = { byId: new Map(), all: undefined };
    this.#read.set(name, read);
    return read;
  }
}
