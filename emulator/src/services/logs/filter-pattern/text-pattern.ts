import type { MessageFilter } from "./filter-pattern.ts";
import { invalidPattern, invalidTerm } from "./invalid-pattern.ts";
import { parseRegex } from "./regex.ts";
import { Scanner } from "./scanner.ts";

interface Term {
  /** `?` any of these, `-` none of these, otherwise all of these. */
  readonly sign: "?" | "-" | undefined;
  readonly text: string;
}

const WORD = /[^\s"]+/y;
const WORD_ALLOWED = /^\w+$/;

/**
 * Terms anywhere in the message, case-sensitive: `all of these`, `"a phrase"`, `?any ?of ?these`, `-not`, or one `%regex%`.
 * Beside other terms, `?` terms are ignored, as CloudWatch ignores them.
 */
export function parseTextPattern(pattern: string): MessageFilter {
  const scanner = new Scanner(pattern);
  const regex = scanner.takeRegex();
  if (regex) {
    if (!scanner.isAtEnd) throw invalidPattern("A regular expression can't be combined with other terms");
    const parsed = parseRegex(regex[1]!);
    return (message) => parsed.matches(message);
  }
  const terms: Term[] = [];
  while (!scanner.isAtEnd) terms.push(takeTerm(scanner));
  const required = terms.filter(({ sign }) => sign === undefined);
  const excluded = terms.filter(({ sign }) => sign === "-");
  const optional = required.length + excluded.length === 0 ? terms : [];
  return (message) => {
    const has = ({ text }: Term): boolean => message.includes(text);
    return required.every(has) && !excluded.some(has) && (optional.length === 0 || optional.some(has));
  };
}

function takeTerm(scanner: Scanner): Term {
  const sign = scanner.takeToken("?", "-");
  const quoted = scanner.takeQuoted();
  if (quoted === "") throw invalidTerm('""');
  // A phrase of blanks matches everything: it is CloudWatch's way to write that.
  if (quoted !== undefined) return { sign, text: quoted.trim() === "" ? "" : quoted };
  const word = scanner.take(WORD)?.[0];
  if (word === undefined) throw scanner.unexpected();
  if (!WORD_ALLOWED.test(word)) throw invalidTerm(word);
  return { sign, text: word };
}
