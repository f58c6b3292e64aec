/** 13 to 19 digits (ISO/IEC 7812), in one run or in groups with one kind of separator, not within a longer number. */
const CANDIDATES = /(?<![\d.])\d(?:\d{12,18}|\d{3}([ .-])\d{4}\1\d{4}\1\d{1,7}|\d{3}([ .-])\d{6}\2\d{4,5})(?!\d)/g;
/** Major industries that issue payment cards: travel, banking, merchandising. */
const CARD_INDUSTRY = /^[2-6]/;
/** Our ids and UUIDs, whose digits are random. */
const IDENTIFIERS = /\b[a-z]+_[0-9a-f]{32}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

const MASK = "[card number]";

/** Whether the text has in it what may be the number of a payment card. */
export function hasCardNumber(text: string): boolean {
  return maskCardNumbers(text) !== text;
}

/** The text with everything masked that may be the number of a payment card. */
export function maskCardNumbers(text: string): string {
  if (!/\d{4}/.test(text)) return text;
  const identifiers: string[] = [];
  const rest = text.replace(IDENTIFIERS, (identifier) => `\u0000${identifiers.push(identifier) - 1}\u0000`);
  const masked = rest.replace(CANDIDATES, (candidate) => (isCardNumber(candidate) ? MASK : candidate));
  return masked.replace(/\u0000(\d+)\u0000/g, (_match, index) => identifiers[Number(index)] ?? "");
}

function isCardNumber(candidate: string): boolean {
  const digits = candidate.replaceAll(/\D/g, "");
  return CARD_INDUSTRY.test(digits) && passesLuhn(digits);
}

/** ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
