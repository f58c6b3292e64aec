/** Something unsafe that can be switched on and, even when it wasn't, off. */
export interface Switch {
  readonly name: string;
  on(): Promise<void>;
  off(): Promise<void>;
}

/** An optional capability: backups that don't do what they say. No AWS API offers that; an emulator may. */
export interface UnsafeBackups {
  /** No WAL is archived any more. */
  readonly stopArchive: Switch;
  /** A restore gives the data of now, whatever time is asked for. */
  readonly ignoreRestoreTime: Switch;
}
