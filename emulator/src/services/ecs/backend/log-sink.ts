export interface LogStreamName {
  readonly group: string;
  readonly stream: string;
  /** `awslogs-create-group`. */
  readonly createGroup: boolean;
}

/** Takes the lines of one stream; never blocks and never throws. */
export type LogWriter = (line: string) => void;

export interface LogSink {
  /** Creates the stream. A sink that can't be reached doesn't refuse: it keeps lines for later, within bounds. */
  open(name: LogStreamName): Promise<{ readonly write: LogWriter } | { readonly refused: string }>;
  /** Delivers what is kept, until all is delivered or the deadline passes. */
  flush(deadlineMs: number): Promise<void>;
}
