const PREFIX = "pay_";

/** `pay_` and the 32 hexadecimal digits of the UUID. */
export function formatPaymentId(uuid: string): string {
  return PREFIX + uuid.replaceAll("-", "");
}

/** The UUID in a payment id; undefined if it is none. */
export function parsePaymentId(id: string): string | undefined {
  const match = /^pay_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(id);
  return match?.slice(1).join("-");
}
