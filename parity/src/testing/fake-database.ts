import { setTimeout as after } from "node:timers/promises";

/** Defects that a real system could have; each must be caught by the harness. */
export interface Bugs {
  /** The newest acknowledged payments don't survive a failover. */
  readonly losesAcknowledged?: boolean;
  /** The answer to some payments is 503 although they were committed. */
  readonly unavailableAfterCommit?: boolean;
  /** The idempotency key isn't committed with such a payment, so that a retry makes another. */
  readonly forgetsKeys?: boolean;
  /** What breaks something answers and does nothing. */
  readonly noopFault?: boolean;
  /** What breaks something changes what is described and nothing else. */
  readonly flagOnlyFault?: boolean;
  /** What failed over doesn't serve any more. */
  readonly neverRecovers?: boolean;
  /** A lost task gets no successor. */
  readonly neverReplaces?: boolean;
  /** Nothing is limited while the cache is away. */
  readonly failsOpen?: boolean;
  /** The limit is said to be shared, but each task counts for itself. */
  readonly limitsPerTask?: boolean;
  /** While a task or the cache is missing, payments are refused for good. */
  readonly failsPayments?: boolean;
  /** A restore gives the data of now. */
  readonly restoresNow?: boolean;
  /** A restore gives up the newest payments before its point as well. */
  readonly restoresTooLittle?: boolean;
  /** What was restored bears the damage still. */
  readonly keepsDamage?: boolean;
  readonly recoveryFails?: boolean;
  readonly truncatesExport?: boolean;
  /** One leg of some payments is booked a unit too high. */
  readonly unbalanced?: boolean;
  /** A payment that nobody asked for turns up after a failover. */
  readonly invents?: boolean;
  /** 201 for a payment that is never stored. */
  readonly acknowledgesWithoutCommit?: boolean;
}

/** Backups that don't do what they say, as an emulator can be told. */
export interface UnsafeSwitches {
  archiveOff: boolean;
  restoreIgnoresTime: boolean;
}

export interface FakePayment {
  readonly id: string;
  readonly status: "succeeded";
  readonly amountMinor: number;
  readonly currency: string;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly createdAt: string;
  readonly idempotencyKey: string;
}

const OUTAGE_MS = 120;
const RESEED_MS = 50;
const UPLOAD_MS = 1_000;
const LOST_ON_FAILOVER = 5;

/** A Multi-AZ database in memory, with the bugs that it was given. */
export class FakeDatabase {
  readonly bugs: Bugs;
  readonly payments: FakePayment[] = [];
  readonly keys = new Map<string, FakePayment>();
  readonly events: { date: Date; message: string; categories: string[] }[] = [];
  available = true;
  status = "available";
  zone = "us-east-1a";
  secondaryZone: string | null = "us-east-1b";
  asynchronous = false;
  resourceId = "db-1";
  readonly unsafe: UnsafeSwitches = { archiveOff: false, restoreIgnoresTime: false };
  readonly #snapshots = new Map<string, Date>();
  #archivedUntil = new Date(0);
  #unreplicated: FakePayment[] = [];

  constructor(bugs: Bugs) {
    this.bugs = bugs;
  }

  commit(payment: FakePayment, withKey: boolean): void {
    this.payments.push(payment);
    if (withKey) this.keys.set(payment.idempotencyKey, payment);
    if (this.asynchronous) this.#unreplicated.push(payment);
  }

  /** False if there is no such payment. */
  refund(id: string): boolean {
    const index = this.payments.findIndex((payment) => payment.id === id);
    const payment = this.payments[index];
    if (!payment) return false;
    const refunded = { ...payment, refundedMinor: payment.capturedMinor };
    this.payments[index] = refunded;
    this.keys.set(payment.idempotencyKey, refunded);
    return true;
  }

  snapshot(name: string): void {
    this.#snapshots.set(name, new Date());
  }

  /** Uploaded every second, while there is a database. */
  get latestRestorableTime(): Date {
    const isArchiving = !this.unsafe.archiveOff && this.status !== "failed";
    if (isArchiving) this.#archivedUntil = new Date(Math.floor(Date.now() / UPLOAD_MS) * UPLOAD_MS);
    return this.#archivedUntil;
  }

  /** Everything but what was archived. */
  lose(): void {
    if (this.bugs.noopFault) return;
    this.#archivedUntil = this.latestRestorableTime;
    this.available = false;
    this.status = "failed";
  }

  /** Puts another database in this one's place, as of a time or a snapshot; refunds are all of later. */
  restore(to: Date | string): void {
    if (this.bugs.noopFault) return;
    const point = typeof to === "string" ? this.#snapshots.get(to)! : to;
    this.resourceId = `${this.resourceId}-restored`;
    if (!this.bugs.restoresNow && !this.unsafe.restoreIgnoresTime) {
      const kept = this.payments.filter(({ createdAt }) => new Date(createdAt) <= point);
      if (this.bugs.restoresTooLittle) kept.splice(-LOST_ON_FAILOVER);
      const undamaged = kept.map((payment) => ({ ...payment, refundedMinor: 0 }));
      this.payments.splice(0, this.payments.length, ...(this.bugs.keepsDamage ? kept : undamaged));
      this.keys.clear();
      for (const payment of this.payments) this.keys.set(payment.idempotencyKey, payment);
    }
    this.available = this.bugs.neverRecovers !== true;
    this.status = "available";
  }

  /** Begins a failover and returns; it runs on behind. */
  forceFailover(): void {
    if (!this.bugs.noopFault) void this.#failOver();
  }

  async #failOver(): Promise<void> {
    const flagOnly = this.bugs.flagOnlyFault === true;
    this.status = "rebooting";
    this.#emit("Multi-AZ instance failover started.");
    this.available = flagOnly;
    await after(OUTAGE_MS);
    if (this.bugs.losesAcknowledged) this.#unreplicated = this.payments.slice(-LOST_ON_FAILOVER);
    for (const lost of this.#unreplicated.splice(0)) this.#lose(lost);
    if (this.bugs.invents)
      this.commit({ ...this.payments[0]!, id: "pay_invented", idempotencyKey: this.#unsentKey() }, false);
    const promoted = this.secondaryZone ?? this.zone;
    this.secondaryZone = null;
    const former = this.zone;
    this.zone = promoted;
    this.available = this.bugs.neverRecovers !== true;
    this.status = "available";
    this.#emit("Multi-AZ instance failover completed.");
    await after(RESEED_MS);
    this.secondaryZone = former;
  }

  #lose(lost: FakePayment): void {
    this.payments.splice(this.payments.indexOf(lost), 1);
    this.keys.delete(lost.idempotencyKey);
  }

  /** A key of the same run, but one that wasn't sent. */
  #unsentKey(): string {
    return `${this.payments[0]!.idempotencyKey}-unsent`;
  }

  #emit(message: string): void {
    this.events.push({ date: new Date(), message, categories: ["failover"] });
  }
}
