import type { Check } from "./check.ts";
import { conservation } from "./conservation.ts";
import { exactlyOnce } from "./exactly-once.ts";
import { faultEffective } from "./fault-effective.ts";
import { loadSufficient } from "./load-sufficient.ts";
import { noLostAck } from "./no-lost-ack.ts";
import { noneInvented } from "./none-invented.ts";
import { rpo } from "./rpo.ts";
import { rto } from "./rto.ts";

/** What every failover of the database is judged by. */
export const FAILOVER_CHECKS: readonly Check[] = [
  noLostAck,
  exactlyOnce,
  noneInvented,
  conservation,
  rto,
  rpo,
  faultEffective,
  loadSufficient,
];
