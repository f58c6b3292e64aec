import type { JsonLines } from "./json-lines.ts";
import type { Operation } from "./operation.ts";

/** What the clients of one scenario saw, in the order of completion; written to `history.jsonl` as it happens. */
export class History {
  readonly #operations: Operation[] = [];
  readonly #file: JsonLines<Operation>;

  constructor(file: JsonLines<Operation>) {
    this.#file = file;
  }

  append(operation: Operation): void {
    this.#file.append(operation);
    this.#operations.push(operation);
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** Fresh commits among the operations that were started at or after an instant. */
  commitsStartedSince(us: number): number {
    let commits = 0;
    for (let at = this.#operations.length - 1; at >= 0; at--) {
      const operation = this.#operations[at]!;
      if (operation.endUs < us) break;
      if (operation.startUs >= us && operation.outcome === "ok" && !operation.replayed) commits++;
    }
    return commits;
  }
}
