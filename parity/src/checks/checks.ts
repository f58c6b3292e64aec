import { afterRestore } from "./after-restore.ts";
import type { Check } from "./check.ts";
import { conservation } from "./conservation.ts";
import { exactlyOnce } from "./exactly-once.ts";
import { faultEffective } from "./fault-effective.ts";
import { loadSufficient } from "./load-sufficient.ts";
import { noFailedPayment } from "./no-failed-payment.ts";
import { noLostAck } from "./no-lost-ack.ts";
import { noneInvented } from "./none-invented.ts";
import { pointRestorable } from "./point-restorable.ts";
import { rateLimitBounded } from "./rate-limit-bounded.ts";
import { rateLimitShared } from "./rate-limit-shared.ts";
import { restoredToPoint } from "./restored-to-point.ts";
import { rpo } from "./rpo.ts";
import { rto } from "./rto.ts";

/** What no disruption may do to payments, whatever it is. */
const PAYMENT_CHECKS: readonly Check[] = [noLostAck, exactlyOnce, noneInvented, conservation];

/** What every failover of the database is judged by. */
export const FAILOVER_CHECKS: readonly Check[] = [...PAYMENT_CHECKS, rto, rpo, faultEffective, loadSufficient];

/** What a loss is judged by that a client's own retries must carry every payment over. */
export const LOSS_CHECKS: readonly Check[] = [
  ...PAYMENT_CHECKS,
  noFailedPayment,
  rto,
  rpo,
  faultEffective,
  loadSufficient,
];

/** What a restore of the database is judged by. Payments are refused while it is cut over, so they may fail. */
export const RESTORE_CHECKS: readonly Check[] = [
  ...[noLostAck, exactlyOnce, noneInvented].map(afterRestore),
  conservation,
  restoredToPoint,
  rto,
  rpo,
  faultEffective,
  loadSufficient,
];

/** The same, to a point in time. */
export const POINT_IN_TIME_CHECKS: readonly Check[] = [...RESTORE_CHECKS, pointRestorable];

/** What the loss of a cache is judged by: payments don't depend on it, and the rate limit holds and comes back. */
export const CACHE_CHECKS: readonly Check[] = [...LOSS_CHECKS, rateLimitShared, rateLimitBounded];
