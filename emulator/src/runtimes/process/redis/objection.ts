import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { RedisBinary } from "./binaries.ts";
import { renderConfiguration, type Directive } from "./configuration.ts";

const DEADLINE_MS = 5_000;
/** No directive of any server: reading the configuration ends here at the latest, so that no server starts. */
const END: Directive = ["end-of-check"];

/** What the server program itself says against a directive, in one line; undefined when it would take it. */
export async function objection(binary: RedisBinary, directive: Directive): Promise<string | undefined> {
  const child = spawn(binary.file, ["-"], { cwd: "/", stdio: ["pipe", "ignore", "pipe"], timeout: DEADLINE_MS });
  child.stdin.on("error", () => {});
  child.stdin.end(renderConfiguration([directive, END]));
  const [problems] = await Promise.all([text(child.stderr), once(child, "exit")]);
  const match = /at line (\d+)\n>>> .*\n([\s\S]*)$/.exec(problems);
  if (match?.[1] === "2") return undefined;
  return (match?.[2] ?? problems).trim().replace(/\s+/g, " ");
}
