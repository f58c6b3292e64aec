import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ScriptError } from "../../launcher/script-error.mjs";
import type { LoadOrder, LoadResult } from "./load-order.ts";

/** Runs the load from a process of its own. */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const child = fork(join(import.meta.dirname, "client.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const answer = new Promise<LoadResult>((resolve) => child.once("message", resolve));
  child.send(order);
  const result = await Promise.race([answer, ended.then(() => undefined)]);
  await ended;
  if (result === undefined) throw new ScriptError("The load could not be run to its end; the reason is above.");
  if (result.count === 0) throw new ScriptError("Nothing was answered while it was measured.");
  return result;
}
