/** AWS allows so many characters. */
const IDENTIFIER_LENGTH_MAX = 63;

export function restoredName(identifier: string): string {
  return `${identifier}-restored`;
}

export function beforePrefix(identifier: string): string {
  return `${identifier}-before-`;
}

/** `payment-system-local-db-before-20261125t030405`. */
export function beforeName(identifier: string, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase();
  return `${beforePrefix(identifier)}${time}`.slice(0, IDENTIFIER_LENGTH_MAX);
}
