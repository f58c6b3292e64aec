import type { Figure } from "../results.ts";

/** Milliseconds in the unit a person would choose. */
export function duration(ms: number | null): string {
  if (ms === null) return "unknown";
  if (ms < 1_000) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${(ms / 60_000).toFixed(1)} min`;
}

export function quantity({ value, unit }: Pick<Figure, "value" | "unit">): string {
  if (value === null) return "unknown";
  if (unit === "ms") return duration(value);
  return unit === "1/s" ? `${value.toFixed(1)}/s` : String(value);
}
