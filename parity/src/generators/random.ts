import { createHash } from "node:crypto";

/** A seeded source of numbers: the same seed gives the same run, so that what a run found can be found again. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in [min, max]. */
  integer(min: number, max: number): number;
  pick<T>(values: readonly [T, ...T[]]): T;
  /** An independent stream, for a process whose pace must not change what another one draws. */
  fork(name: string): Random;
}

/** sfc32 (Chris Doty-Humphrey's Small Fast Counter, PractRand), its state filled from SHA-256 of the seed. */
export function seededRandom(seed: string): Random {
  const digest = createHash("sha256").update(seed).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = digest.readInt32LE(12);
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    pick: (values) => values[integer(0, values.length - 1)]!,
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
}
