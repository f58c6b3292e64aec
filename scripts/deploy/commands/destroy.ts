import { rmSync } from "node:fs";
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeDBInstancesCommand } from "@aws-sdk/client-rds";
import { orNothing } from "../aws/or-nothing.ts";
import { synthesize } from "../cdk/assembly.ts";
import { cdk } from "../cdk/cdk.ts";
import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import { outputsFile } from "../stacks/outputs-file.ts";
import { stackFailure } from "../stacks/stack-failure.ts";
import { stackState } from "../stacks/stack-state.ts";
import type { Step } from "../steps.ts";

/** Removes the app stack and then the platform stack; refuses before anything is gone while either is protected. */
export function destroySteps(deployment: Deployment): Step[] {
  const { names, options } = deployment;
  if (!options.yes) {
    const message = `This removes ${names.appStack} and ${names.platformStack} with the database; add --yes to do it.`;
    throw new DeployError("InvalidOption", message);
  }
  return [
    { title: "Check protection", run: () => requireUnprotected(deployment) },
    { title: `Remove ${names.appStack}`, run: (report) => remove(deployment, names.appStack, report) },
    {
      title: `Remove ${names.platformStack}`,
      run: async (report) => {
        const found = await remove(deployment, names.platformStack, report);
        rmSync(outputsFile(options.environment.name, deployment.shell), { force: true });
        return found;
      },
    },
  ];
}

async function remove(
  { access, clients, options }: Deployment,
  name: string,
  report: (line: string) => void,
): Promise<string | undefined> {
  if (!(await stackState(clients.cloudFormation, name))) return "was not there";
  using assembly = await synthesize(options.environment.name, access);
  const args = ["destroy", name, "--exclusively", "--force", "--app", assembly.directory, "--progress", "events"];
  await cdk(args, { access, cwd: assembly.directory, report });
  const left = await stackState(clients.cloudFormation, name);
  if (!left) return undefined;
  throw new DeployError("StackFailed", stackFailure(left) ?? `Stack ${name} is ${left.status} instead of gone.`);
}

async function requireUnprotected(deployment: Deployment): Promise<void> {
  const { clients, names } = deployment;
  const DBInstanceIdentifier = names.databaseInstance;
  const databases = await orNothing("DBInstanceNotFound", () =>
    clients.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier })),
  );
  if (databases?.DBInstances?.[0]?.DeletionProtection) {
    const command = `aws rds modify-db-instance --db-instance-identifier ${DBInstanceIdentifier} --no-deletion-protection`;
    throw new DeployError("Protected", `Database ${DBInstanceIdentifier} is protected; ${command} lifts that.`);
  }
  const arn = await protectedLoadBalancer(deployment);
  if (arn === undefined) return;
  const command = `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ${arn} --attributes Key=deletion_protection.enabled,Value=false`;
  throw new DeployError("Protected", `Load balancer ${names.loadBalancer} is protected; ${command} lifts that.`);
}

/** ARN of the environment's load balancer if it can't be deleted. */
async function protectedLoadBalancer({ clients, names }: Deployment): Promise<string | undefined> {
  const found = await orNothing("LoadBalancerNotFound", () =>
    clients.elbv2.send(new DescribeLoadBalancersCommand({ Names: [names.loadBalancer] })),
  );
  const LoadBalancerArn = found?.LoadBalancers?.[0]?.LoadBalancerArn;
  if (LoadBalancerArn === undefined) return undefined;
  const { Attributes } = await clients.elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
  const protection = Attributes?.find(({ Key }) => Key === "deletion_protection.enabled");
  return protection?.Value === "true" ? LoadBalancerArn : undefined;
}
