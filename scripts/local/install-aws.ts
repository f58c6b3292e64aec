import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLONE, LOCAL, VENV } from "../launcher/paths.mjs";
import { shellQuote } from "./shell-quote.ts";

/** Directory of the commands that the clone installs for its user. */
export const BIN = join(LOCAL, "bin");

/** Puts an `aws` into `.local/bin` that can reach nothing but the local AWS. */
export function installAws(): void {
  mkdirSync(BIN, { recursive: true });
  const script = `#!/bin/sh\nexec ${shellQuote(join(VENV, "bin/python"))} ${shellQuote(join(CLONE, "scripts/aws/local_aws.py"))} "$@"\n`;
  const next = join(BIN, `aws.${process.pid}`);
  writeFileSync(next, script);
  chmodSync(next, 0o755);
  renameSync(next, join(BIN, "aws"));
}
