import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** Why a rule of cdk-nag's AwsSolutions pack (such as `VPC7`) does not hold for `construct` and all below it. */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
}
