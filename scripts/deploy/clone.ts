import { resolve } from "node:path";

/** Root of the clone. */
export const CLONE = resolve(import.meta.dirname, "../..");
