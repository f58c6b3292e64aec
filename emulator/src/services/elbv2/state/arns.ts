import { randomBytes } from "node:crypto";
import type { Instance } from "../../../instance/instance.ts";

type Owner = Pick<Instance, "region" | "accountId">;

/**
 * ARNs of Elastic Load Balancing, each with 16 random hexadecimal digits. A listener's holds its load balancer's name
 * and digits, a rule's its listener's too.
 */
export const newArn = {
  loadBalancer: (owner: Owner, name: string): string => `${prefix(owner)}:loadbalancer/app/${name}/${digits()}`,
  targetGroup: (owner: Owner, name: string): string => `${prefix(owner)}:targetgroup/${name}/${digits()}`,
  listener: (loadBalancerArn: string): string =>
    `${loadBalancerArn.replace(":loadbalancer/", ":listener/")}/${digits()}`,
  rule: (listenerArn: string): string => `${listenerArn.replace(":listener/", ":listener-rule/")}/${digits()}`,
} as const;

function prefix({ region, accountId }: Owner): string {
  return `arn:aws:elasticloadbalancing:${region}:${accountId}`;
}

function digits(): string {
  return randomBytes(8).toString("hex");
}
