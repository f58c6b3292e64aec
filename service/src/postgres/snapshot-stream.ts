import type { DatabaseTransactionConnection } from "slonik";
import type { Reader } from "./read-path/reader.ts";

/** What `read` emits within one read-only transaction; it waits until the reader takes each batch. */
export function snapshotStream<T>(
  database: Reader,
  read: (transaction: DatabaseTransactionConnection, emit: (batch: T) => Promise<void>) => Promise<void>,
): AsyncIterable<T> {
  // Its write() waits until the reader takes the batch, and fails once the reader has gone away.
  const { readable, writable } = new TransformStream<T, T>();
  const writer = writable.getWriter();
  database
    .snapshot((transaction) => read(transaction, (batch) => writer.write(batch)))
    .then(
      () => writer.close(),
      (error: unknown) => writer.abort(error),
    )
    // Only fails when the reader is gone, and then nobody is left to be told.
    .catch(() => {});
  return readable;
}
