/** Tells a person what a run is doing. */
export interface Progress {
  /** A step began: one plain sentence. */
  step(sentence: string): void;
  /** How far the step is; shown only where a line can be rewritten. */
  detail(text: string): void;
  done(): void;
}

/** Rewrites one status line on a terminal, prints plain lines elsewhere. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  const live = stream.isTTY;
  const wipe = live ? "\r\x1b[2K" : "";
  return {
    step: (sentence) => void stream.write(`${wipe}${sentence}\n`),
    detail: (text) => void (live && stream.write(`${wipe}  ${text}`)),
    done: () => void stream.write(wipe),
  };
}
