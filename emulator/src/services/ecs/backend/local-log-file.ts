import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from "node:fs";
import { dirname } from "node:path";

const FILE_BYTES_MAX = 5_000_000;

/** Appends lines to a file for `npm run local -- logs`; a full one becomes `<file>.1`, so that two bound the size. */
export class LocalLogFile {
  readonly #file: string;
  #stream: WriteStream | undefined;
  #bytes = 0;

  constructor(file: string) {
    this.#file = file;
  }

  write(line: string): void {
    const text = `${line}\n`;
    if (this.#stream === undefined) this.#open();
    else if (this.#bytes > FILE_BYTES_MAX) {
      this.#stream.end();
      renameSync(this.#file, `${this.#file}.1`);
      this.#open();
    }
    this.#bytes += Buffer.byteLength(text);
    this.#stream!.write(text);
  }

  close(): void {
    this.#stream?.end();
    this.#stream = undefined;
  }

  #open(): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    this.#stream = createWriteStream(this.#file, { flags: "a", mode: 0o600 });
    // A full disk must not end the emulator; the lines are in CloudWatch Logs all the same.
    this.#stream.on("error", () => {});
    this.#bytes = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
  }
}
