import { spawnSync } from "node:child_process";
import { composeImage } from "../../service/src/testing/compose-image.ts";
import { runVitest } from "./run-vitest.ts";
import type { Tally } from "./tally.ts";

const ANSWER_MS_MAX = 10_000;
const PULL_MS_MAX = 300_000;

/** Runs the service's tests against containers where there is a Docker engine, and says in one line why not where there is none. */
export async function containerTests(tally: Tally): Promise<void> {
  const obstacle = findObstacle();
  if (obstacle === undefined) {
    await runVitest(tally, "vitest-containers", ["--config", "service/vitest.containers.config.ts"]);
  } else {
    process.stdout.write(`Skipped the service's tests against containers: ${obstacle}.\n`);
  }
}

function findObstacle(): string | undefined {
  if (!docker(["version", "--format", "{{.Server.Version}}"], ANSWER_MS_MAX)) return "no Docker engine answers";
  const missing = [composeImage("postgres"), composeImage("redis")].find(
    (image) => !docker(["image", "inspect", image], ANSWER_MS_MAX) && !docker(["pull", image], PULL_MS_MAX),
  );
  return missing && `image ${missing} is not here and can't be pulled`;
}

function docker(args: readonly string[], timeout: number): boolean {
  return spawnSync("docker", args, { stdio: "ignore", timeout }).status === 0;
}
