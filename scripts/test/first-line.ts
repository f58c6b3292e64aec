import { stripVTControlCharacters } from "node:util";

/** The first line of a text, without a terminal's colours. */
export function firstLine(text: string): string {
  return stripVTControlCharacters(text).split("\n", 1)[0]!;
}
