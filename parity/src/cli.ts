import { main } from "./cli/main.ts";

const interrupt = new AbortController();
// Once: a second signal ends the process at once, for those who don't want to wait for the healing.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupt.abort());

process.exitCode = await main(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  env: process.env,
  signal: interrupt.signal,
});
