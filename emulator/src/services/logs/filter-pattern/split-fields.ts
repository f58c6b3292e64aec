/** A quoted or a bracketed field, which may hold blanks, or a run of anything but blanks. */
const FIELD = /"([^"]*)"|\[([^\]]*)\]|(\S+)/y;

/**
 * The fields of a space-delimited message, without the quotes or brackets around them. With `countMax`, the last field is
 * the whole rest of the message if more than one field is left for it.
 */
export function splitFields(message: string, countMax = Number.POSITIVE_INFINITY): string[] {
  const text = message.trim();
  const fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    FIELD.lastIndex = at;
    const [, quoted, bracketed, plain] = FIELD.exec(text)!;
    const end = FIELD.lastIndex;
    if (fields.length + 1 === countMax && text.slice(end).trim() !== "") return [...fields, text.slice(at)];
    fields.push((quoted ?? bracketed ?? plain)!);
    at = end;
    while (at < text.length && /\s/.test(text[at]!)) at++;
  }
  return fields;
}
