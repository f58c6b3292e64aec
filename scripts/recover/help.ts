import { RECOVERIES } from "./options.ts";

const recoveries = Object.entries(RECOVERIES)
  .map(([name, gives]) => `  ${name.padEnd(10)} ${gives}`)
  .join("\n");

export const HELP = `Usage: npm run recover -- <what> --env local|staging|production [options]

Restores beside what is in service, verifies it, and with --cut-over puts it into service; on AWS, or on whatever
AWS_ENDPOINT_URL points at. Interrupted, it goes on where it was when it is run again with the same arguments.

What:
${recoveries}

Options:
  --env NAME              the environment; ENVIRONMENT is its default
  --snapshot ID           with snapshot and redis: which one; the latest unless given
  --time INSTANT          with pitr: such as 2026-11-25T03:04:05Z
  --latest                with pitr: the latest restorable time of now; to go on later, give the --time that it tells
  --cut-over              put it into service, once it is verified
  --report FILE           write what was done and how long each step took, as JSON
  -h, --help              show this

The database that was in service is kept as <name>-before-<time>. docs/runbooks tells when to do what.
`;
