import { closeSync, openSync, writeSync } from "node:fs";

/**
 * An append-only file of one JSON value a line. Each line reaches the operating system before `append` returns, so that
 * a crash of the harness leaves the evidence it had; some 10 µs a line, which a few hundred operations a second can pay.
 */
export class JsonLines<T> implements Disposable {
  readonly #file: number;

  /** Replaces what an earlier run left under this name. */
  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  append(value: T): void {
    writeSync(this.#file, `${JSON.stringify(value)}\n`);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
