import { ServiceError } from "../domain/errors.ts";
import type { PublicId } from "../domain/public-id.ts";
import { uuidV7Floor } from "../domain/uuid.ts";

/** What of a list is asked for, newest first. */
export interface Page {
  readonly limit: number;
  /** Only what is older than this (a UUID). */
  readonly before?: string | undefined;
  /** Only this (a UUID) and what is newer. */
  readonly from?: string | undefined;
}

export interface PageQuery {
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Only what was made then or later, and what was made earlier; of things whose ids are UUIDs of version 7. */
  readonly createdFrom?: Date | undefined;
  readonly createdBefore?: Date | undefined;
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
  { limit, cursor, createdFrom, createdBefore }: PageQuery,
  list: (page: Page) => Promise<readonly T[]>,
): Promise<Paged<T>> {
  const ends = [
    ...(cursor === undefined ? [] : [decodeCursor(id, cursor)]),
    ...(createdBefore === undefined ? [] : [uuidV7Floor(createdBefore)]),
  ];
  const before = ends.length === 0 ? {} : { before: ends.toSorted()[0] };
  const from = createdFrom === undefined ? {} : { from: uuidV7Floor(createdFrom) };
  const found = await list({ limit: limit + 1, ...before, ...from });
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
