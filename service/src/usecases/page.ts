import { ServiceError } from "../domain/errors.ts";
import type { PublicId } from "../domain/public-id.ts";

/** What of a list is asked for, newest first. */
export interface Page {
  readonly limit: number;
  /** Only what is older than this (a UUID). */
  readonly before?: string | undefined;
}

export interface PageQuery {
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface Paged<T> {
  readonly data: readonly T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * Reads one page. Following `nextCursor` until it is null gives each thing that existed at the start exactly once.
 * Throws `cursor_invalid`.
 */
export async function readPage<T extends { readonly id: string }>(
  id: PublicId,
  { limit, cursor }: PageQuery,
  list: (page: Page) => Promise<readonly T[]>,
): Promise<Paged<T>> {
  const before = cursor === undefined ? {} : { before: decodeCursor(id, cursor) };
  const found = await list({ limit: limit + 1, ...before });
  const data = found.slice(0, limit);
  const last = data.at(-1);
  const nextCursor = found.length > limit && last ? Buffer.from(id.format(last.id)).toString("base64url") : null;
  return { data, nextCursor };
}

function decodeCursor(id: PublicId, cursor: string): string {
  const before = id.parse(Buffer.from(cursor, "base64url").toString());
  if (before === undefined) {
    throw new ServiceError("cursor_invalid", "The cursor is not one that a list gave; start without a cursor.", {
      param: "cursor",
    });
  }
  return before;
}
