import { CURRENCIES } from "../money/currency.ts";

/** Every currency by its code, with its English name. */
export function currencyOptions(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames("en", { type: "currency", fallback: "none" });
  return [...CURRENCIES.keys()].toSorted().map((code) => {
    const name = names.of(code);
    return { value: code, label: name === undefined ? code : `${code} – ${name}` };
  });
}
