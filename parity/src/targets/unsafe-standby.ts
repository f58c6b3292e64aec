/**
 * An optional capability: to make the standby lag behind on purpose, so that a failover loses what was acknowledged. No
 * AWS API offers that; an emulator may, and a harness that doesn't notice the loss is worth nothing.
 */
export interface UnsafeStandby {
  /** Commits stop waiting for the standby and the standby stops receiving. */
  makeAsynchronous(): Promise<void>;
  /** Puts the standby back; safe to call when nothing was changed. */
  heal(): Promise<void>;
}
