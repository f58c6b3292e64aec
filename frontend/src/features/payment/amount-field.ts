import { parseAmount } from "../money/parse-amount.ts";

/** What react-hook-form asks of an amount: true, or the problem with it. */
export function validAmount(currency: string, maxMinor: number): (text: string) => string | true {
  return (text) => {
    const parsed = parseAmount(text, currency, maxMinor);
    return "problem" in parsed ? parsed.problem : true;
  };
}
