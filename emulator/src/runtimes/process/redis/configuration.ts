import { EmulatorError } from "../../../errors.ts";

/** One directive of redis.conf with its arguments. */
export type Directive = readonly [name: string, ...parameters: string[]];

/** The content of a redis.conf. Throws `RedisFailed` for what can't be written there safely. */
export function renderConfiguration(directives: readonly Directive[]): string {
  return directives.map(([name, ...values]) => `${[checkedName(name), ...values.map(quote)].join(" ")}\n`).join("");
}

function checkedName(name: string): string {
  if (/^[a-z][a-z0-9-]*$/.test(name)) return name;
  throw new EmulatorError("RedisFailed", `${JSON.stringify(name)} is not the name of a Redis directive.`);
}

/** Double quotes as `sdssplitargs` reads them: everything else than printable ASCII goes as `\xHH`. */
function quote(value: string): string {
  const escaped = [...Buffer.from(value)].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === "\\") return `\\${character}`;
    return byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${escaped.join("")}"`;
}
