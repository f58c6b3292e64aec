/** What an instance's data is restored from. */
export interface RestoredFrom {
  /** The snapshot's files. */
  readonly directory: string;
  /** DbiResourceId of the instance whose archived WAL is replayed on top; a snapshot's own WAL suffices without. */
  readonly archiveOf?: string;
  /** Microseconds since 1970, inclusive; null: as far as there is WAL. */
  readonly untilMicroseconds: string | null;
  /** Number of the WAL segment that recovery as far as there is WAL must get to: it was archived when it was asked for. */
  readonly reachesSegment?: number;
  /** For the event: the snapshot's or the source's identifier. */
  readonly name: string;
}
