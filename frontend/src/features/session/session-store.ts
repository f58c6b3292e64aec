export interface Session {
  readonly email: string;
  readonly accessToken: string;
  readonly expiresAtMs: number;
}

export type SessionEnd = "signed-out" | "expired";

export interface SessionClock {
  now(): number;
  /** Calls back after `ms`, or earlier or later if the device slept; gives back how to cancel. */
  after(ms: number, callback: () => void): () => void;
}

const STORAGE_KEY = "payments.session";
/** The page stops using a token a little before the service refuses it. */
const EXPIRY_MARGIN_MS = 5_000;
/** What a timer can hold. */
const TIMER_MS_MAX = 2_147_483_647;

/**
 * Who is signed in, in this tab: in memory, and in session storage so that a reload keeps it. Ends by itself when the
 * token expires.
 */
export class SessionStore {
  /** Why there is no session; undefined before the first. */
  lastEnd: SessionEnd | undefined;
  readonly #storage: Storage;
  readonly #clock: SessionClock;
  readonly #listeners = new Set<() => void>();
  #session: Session | undefined;
  #cancelExpiry: () => void = () => {};

  constructor(storage: Storage, clock: SessionClock = systemClock) {
    this.#storage = storage;
    this.#clock = clock;
    const stored = parse(storage.getItem(STORAGE_KEY));
    if (stored) this.#begin(stored);
    this.endIfExpired();
  }

  /** An arrow function, as are the others that React takes as they are. */
  readonly current = (): Session | undefined => this.#session;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(email: string, accessToken: string, expiresInSeconds: number): void {
    const session = { email, accessToken, expiresAtMs: this.#clock.now() + expiresInSeconds * 1_000 };
    this.#storage.setItem(STORAGE_KEY, JSON.stringify(session));
    this.#begin(session);
    this.#tell();
  }

  end(reason: SessionEnd): void {
    if (!this.#session) return;
    this.#cancelExpiry();
    this.#session = undefined;
    this.lastEnd = reason;
    this.#storage.removeItem(STORAGE_KEY);
    this.#tell();
  }

  /** For moments at which the timer may have been asleep. */
  readonly endIfExpired = (): void => {
    if (this.#session && this.#msLeft(this.#session) <= 0) this.end("expired");
  };

  #begin(session: Session): void {
    this.#cancelExpiry();
    this.#session = session;
    this.lastEnd = undefined;
    const ms = Math.min(Math.max(this.#msLeft(session), 0), TIMER_MS_MAX);
    this.#cancelExpiry = this.#clock.after(ms, this.endIfExpired);
  }

  #msLeft(session: Session): number {
    return session.expiresAtMs - EXPIRY_MARGIN_MS - this.#clock.now();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const systemClock: SessionClock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

function parse(text: string | null): Session | undefined {
  if (text === null) return undefined;
  try {
    const { email, accessToken, expiresAtMs } = JSON.parse(text) as Record<string, unknown>;
    if (typeof email !== "string" || typeof accessToken !== "string" || typeof expiresAtMs !== "number") return;
    return { email, accessToken, expiresAtMs };
  } catch {
    return undefined;
  }
}
