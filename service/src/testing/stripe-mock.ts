import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { freePort } from "./postgres-server.ts";
import { until } from "./until.ts";

/** Of `STRIPE_MOCK`, else on the PATH; undefined if there is none: `go install github.com/stripe/stripe-mock@v0.203.0`. */
export function stripeMockBinary(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.STRIPE_MOCK) return env.STRIPE_MOCK;
  return (env.PATH ?? "")
    .split(delimiter)
    .map((directory) => join(directory, "stripe-mock"))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Stripe's own mock: checks requests against Stripe's OpenAPI document, remembers nothing, answers with examples. */
export class StripeMock implements AsyncDisposable {
  readonly url: URL;
  readonly #child: ChildProcess;

  private constructor(url: URL, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  static async start(binary: string): Promise<StripeMock> {
    const port = await freePort();
    const child = spawn(binary, ["-http-addr", `127.0.0.1:${port}`], { stdio: "ignore" });
    const failed = once(child, "error").then(([error]) => Promise.reject(error as Error));
    const url = new URL(`http://127.0.0.1:${port}`);
    await Promise.race([failed, until("stripe-mock to answer", async () => (await fetch(url)).status > 0, 60_000)]);
    return new StripeMock(url, child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}
