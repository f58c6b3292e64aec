import type { StoredAnswer } from "../domain/idempotency.ts";

interface KeyedRow {
  readonly outcome: "done" | "replayed" | "key_reused" | "in_flight";
  readonly response_status: number | null;
  readonly response_body: string | null;
  readonly change_id: string | null;
}

/** What came of a write under an idempotency key that makes something with this id. */
export function keyOutcome(
  row: KeyedRow,
  id: string,
):
  | { readonly kind: "done" | "replayed"; readonly answer: StoredAnswer }
  | { readonly kind: "key_reused" | "in_flight" } {
  if (row.outcome === "key_reused" || row.outcome === "in_flight") return { kind: row.outcome };
  return {
    // What is stored is this request's own if an attempt of it had committed and its answer was lost.
    kind: row.change_id === id ? "done" : "replayed",
    answer: { status: row.response_status ?? 0, body: row.response_body ?? "" },
  };
}
