import { COMMANDS } from "./options.ts";

const commands = Object.entries(COMMANDS)
  .map(([name, does]) => `  ${name.padEnd(10)} ${does}`)
  .join("\n");

export const HELP = `Usage: npm run deploy -- <command> --env local|staging|production [options]

Deploys to AWS, or to whatever AWS_ENDPOINT_URL points at.

Commands:
${commands}

Options:
  --env NAME              the environment; ENVIRONMENT is its default
  --builder oci|docker    how images are built: docker (default on AWS), or oci, without a base system, for an
                          endpoint whose tasks are processes (default with AWS_ENDPOINT_URL)
  --certificate-arn ARN   the load balancer's certificate; CERTIFICATE_ARN is its default; kept once deployed
  --domain-name NAME      the host name that clients use; DOMAIN_NAME is its default; kept once deployed
  --seed                  with all: create the demo merchant as well
  --json                  with status: print JSON
  --yes                   with destroy: do it
  -h, --help              show this

Environment:
  AWS_REGION              us-east-1 unless set
  DB_PASSWORD, JWT_SECRET, REDIS_AUTH_TOKEN
                          with infra: put in place of the generated secrets
  OUTPUTS_DIRECTORY       where <env>-outputs.json is written, outputs/ unless set
`;
