import { z } from "zod";
import { ServiceError } from "../../../domain/errors.ts";

const DAYS_MAX = 366;
const DAY_MS = 86_400_000;

export const day = z.iso.date();

/** Throws `request_invalid` unless it is a period of 1 to 366 days. */
export function checkPeriod(from: string, to: string): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days >= 1 && days <= DAYS_MAX) return;
  throw new ServiceError(
    "request_invalid",
    `to must be from or one of the ${DAYS_MAX - 1} days after it; it is ${to} and from is ${from}.`,
    { param: "to" },
  );
}
