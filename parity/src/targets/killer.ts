/**
 * An optional capability: to end servers with SIGKILL, as a machine does that loses its power. No AWS API offers that; an
 * emulator may.
 */
export interface Killer {
  /** The cache's primary. */
  killCachePrimary(): Promise<void>;
  /** The database's primary and its standby, with their storage. */
  loseDatabase(): Promise<void>;
}
