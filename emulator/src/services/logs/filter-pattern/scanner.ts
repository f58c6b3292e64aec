import { invalidPattern, invalidTerm } from "./invalid-pattern.ts";
import { parseRegex } from "./regex.ts";
import type { Operand } from "./operand.ts";

const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const REGEX = /%((?:[^%\\]|\\.)*)%/sy;
const BARE = /[^\s,&|()"%=<>!]+/y;
const BARE_ALLOWED = /^[\w*.+-]+$/;

/** Reads a pattern from left to right; white space between tokens is skipped. */
export class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    this.#skipSpace();
    return this.#at >= this.#text.length;
  }

  /** Takes what `expression`, which is sticky, matches here; undefined and no move if it doesn't. */
  take(expression: RegExp): RegExpExecArray | undefined {
    this.#skipSpace();
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text);
    if (match === null) return undefined;
    this.#at = expression.lastIndex;
    return match;
  }

  takeToken<Token extends string>(...tokens: readonly Token[]): Token | undefined {
    this.#skipSpace();
    const token = tokens.find((candidate) => this.#text.startsWith(candidate, this.#at));
    if (token !== undefined) this.#at += token.length;
    return token;
  }

  takeQuoted(): string | undefined {
    return this.take(QUOTED)?.[1]?.replace(/\\(["\\])/g, "$1");
  }

  takeRegex(): RegExpExecArray | undefined {
    return this.take(REGEX);
  }

  /** The right-hand side of a comparison. */
  operand(): Operand {
    const quoted = this.takeQuoted();
    if (quoted !== undefined) return { kind: "text", text: quoted };
    const regex = this.takeRegex();
    if (regex) return { kind: "regex", regex: parseRegex(regex[1]!) };
    const bare = this.take(BARE)?.[0];
    if (bare === undefined) throw this.unexpected();
    if (!BARE_ALLOWED.test(bare)) throw invalidTerm(bare);
    return { kind: "text", text: bare };
  }

  unexpected() {
    if (this.isAtEnd) return invalidPattern("It ends where a term is expected");
    return invalidPattern(`Unexpected '${this.#text.slice(this.#at).trim()}'`);
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && /\s/.test(this.#text[this.#at]!)) this.#at++;
  }
}
