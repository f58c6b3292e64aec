/** Decisions that CDK keeps behind flags so that older apps don't change; a new app takes the newer behaviour. */
export const FEATURE_FLAGS = {
  "@aws-cdk/aws-iam:minimizePolicies": true,
  "@aws-cdk/aws-ecs:arnFormatIncludesClusterName": true,
  "@aws-cdk/aws-ecs:removeDefaultDeploymentAlarm": true,
  "@aws-cdk/aws-kms:reduceCrossAccountRegionPolicyScope": true,
  "@aws-cdk/core:checkSecretUsage": true,
  // CloudFormation then refuses to remove from the platform what the app still uses.
  "@aws-cdk/core:defaultCrossStackReferences": "strong",
};
