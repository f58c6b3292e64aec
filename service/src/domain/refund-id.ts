/** `re_` and the 32 hexadecimal digits of the UUID. */
export function formatRefundId(uuid: string): string {
  return `re_${uuid.replaceAll("-", "")}`;
}
