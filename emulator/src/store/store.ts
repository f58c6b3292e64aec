import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Durable documents of one kind, by identifier. Values are plain JSON; dates are ISO strings. */
export interface Collection<T> {
  get(id: string): T | undefined;
  /** Durable when it returns. */
  put(id: string, value: T): void;
  delete(id: string): boolean;
  /** In order of identifier. */
  list(): T[];
}

/**
 * The emulator's control plane on disk: SQLite in WAL mode with synchronous=FULL, so that what a caller was told
 * survives SIGKILL and power loss. Every call is synchronous; nothing is cached.
 */
export class Store {
  readonly #db: DatabaseSync;

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
    const parse = (row: unknown): T => JSON.parse((row as { value: string }).value) as T;
    return {
      get: (id) => {
        const row = get.get(name, id);
        return row === undefined ? undefined : parse(row);
      },
      put: (id, value) => void put.run(name, id, JSON.stringify(value)),
      delete: (id) => remove.run(name, id).changes > 0,
      list: () => list.all(name).map(parse),
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
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }
}
