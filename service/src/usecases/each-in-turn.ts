/**
 * Works on one item after the other until told to stop. An item whose work fails keeps none of the others back; the first
 * error is thrown at the end.
 */
export async function eachInTurn<T>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<void>,
  stopping?: AbortSignal,
): Promise<void> {
  const errors: unknown[] = [];
  for await (const item of items) {
    await work(item).catch((error: unknown) => errors.push(error));
    if (stopping?.aborted) break;
  }
  if (errors.length > 0) throw errors[0];
}
