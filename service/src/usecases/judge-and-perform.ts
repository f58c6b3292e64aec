import type { Approval } from "../domain/approval.ts";
import { ServiceError } from "../domain/errors.ts";
import type { IdempotentAnswer } from "./idempotent-answer.ts";

/** The approval that a request waits for, or what may be done at once: null for all that there is. */
export type Judged =
  { readonly approval: Approval } | { readonly approval?: undefined; readonly amountMinor: number | null };

export type JudgedAnswer =
  { readonly approval: Approval } | { readonly approval?: undefined; readonly answer: IdempotentAnswer };

/** More than one is only needed when others do the like at the same time, or change the rules. */
const JUDGEMENTS_MAX = 3;

/**
 * Performs what `judge` lets be done. What others do between the two may make it need consent: `perform` finds that out
 * under its lock, does nothing, and throws `approval_required`; then it is judged anew.
 * Throws `approval_required` if the rules change time and again, and what the two throw.
 */
export async function judgeAndPerform(
  judge: () => Promise<Judged>,
  perform: (amountMinor: number | null) => Promise<IdempotentAnswer>,
): Promise<JudgedAnswer> {
  for (let judgements = 1; ; judgements++) {
    const judged = await judge();
    if (judged.approval) return judged;
    try {
      return { answer: await perform(judged.amountMinor) };
    } catch (error) {
      const isToBeJudged = error instanceof ServiceError && error.code === "approval_required";
      if (!isToBeJudged || judgements === JUDGEMENTS_MAX) throw error;
    }
  }
}
