/** What tests do to a server besides talking to it. Disposing of it ends the server and deletes its data. */
export interface ServerControl extends AsyncDisposable {
  /** Starts the server if it does not run, also again after `kill`, on the same port; it may not accept connections yet. */
  ensureStarted(): Promise<void>;
  /** SIGKILL to all of its processes: nothing is flushed, nobody is told. */
  kill(): Promise<void>;
  /** Stops all of its processes where they are, with their connections open. */
  freeze(): void;
  /** Lets frozen processes go on. */
  thaw(): void;
}
