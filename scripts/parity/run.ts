import { join } from "node:path";
import { CLONE } from "../launcher/paths.mjs";
import { main } from "../launcher/main.mjs";
import { run } from "../launcher/run.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { localEnvironment, outputsDirectory } from "../local/aws-environment.ts";
import { claimHolder } from "@payment-system/emulator/instance/claim-holder";
import { localInstance } from "../local/instance.ts";

const NEEDS_NO_TARGET = new Set(["list", "diff", "--help", "-h"]);

/** Runs the harness with the environment of its target: the local instance's endpoint and authority, or AWS as it is. */
await main(async (args: string[]) => {
  const cli = [join(CLONE, "parity/src/cli.ts"), ...args];
  const isAws = args.includes("--target=aws") || args[args.indexOf("--target") + 1] === "aws";
  if (isAws || NEEDS_NO_TARGET.has(args[0] ?? "")) return run(process.execPath, cli);
  const instance = localInstance();
  if (claimHolder(instance) === undefined) {
    throw new ScriptError(
      "The local AWS is not running: start it with npm run dev:local in another terminal, then try again.",
    );
  }
  return run(process.execPath, [...cli, "--outputs", outputsDirectory(instance)], { env: localEnvironment(instance) });
});
