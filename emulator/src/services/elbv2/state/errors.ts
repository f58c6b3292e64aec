import { AwsError } from "../../../wire/aws-error.ts";

/** Every error of Elastic Load Balancing v2 that is answered here: AWS's code, words and status. */
export const elbv2Error = {
  loadBalancerNotFound: (nameOrArn: string) =>
    new AwsError("LoadBalancerNotFound", `Load balancers '[${nameOrArn}]' not found`),
  targetGroupNotFound: () => new AwsError("TargetGroupNotFound", "One or more target groups not found"),
  listenerNotFound: () => new AwsError("ListenerNotFound", "One or more listeners not found"),
  ruleNotFound: () => new AwsError("RuleNotFound", "One or more rules not found"),
  certificateNotFound: (arn: string) => new AwsError("CertificateNotFound", `Certificate '${arn}' not found`),
  sslPolicyNotFound: (name: string) => new AwsError("SSLPolicyNotFound", `SSL policy '${name}' not found`),
  subnetNotFound: (id: string) => new AwsError("SubnetNotFound", `The subnet ID '${id}' is not valid`),
  duplicateLoadBalancerName: (name: string) =>
    new AwsError(
      "DuplicateLoadBalancerName",
      `A load balancer with the same name '${name}' exists, but with different settings`,
    ),
  duplicateTargetGroupName: (name: string) =>
    new AwsError(
      "DuplicateTargetGroupName",
      `A target group with the same name '${name}' exists, but with different settings`,
    ),
  duplicateListener: (loadBalancerArn: string) =>
    new AwsError(
      "DuplicateListener",
      `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
    ),
  duplicateTagKeys: (key: string) => new AwsError("DuplicateTagKeys", `Duplicate tag key '${key}'`),
  priorityInUse: (priority: number) => new AwsError("PriorityInUse", `Priority '${priority}' is currently in use`),
  targetGroupInUse: (arn: string) =>
    new AwsError("ResourceInUse", `Target group '${arn}' is currently in use by a listener or a rule`),
  targetGroupAssociationLimit: (arn: string) =>
    new AwsError(
      "TargetGroupAssociationLimit",
      `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    ),
  tooMany: (code: `TooMany${string}`, what: string, most: number) =>
    new AwsError(code, `The maximum number of ${what} has been reached: ${most}`),
  invalidTarget: (message: string) => new AwsError("InvalidTarget", message),
  invalidConfiguration: (message: string) => new AwsError("InvalidConfigurationRequest", message),
  invalidAction: (message: string) => new AwsError("InvalidLoadBalancerAction", message),
  operationNotPermitted: (message: string) => new AwsError("OperationNotPermitted", message),
  unsupportedProtocol: (protocol: string) =>
    new AwsError("UnsupportedProtocol", `Protocol '${protocol}' is not supported for an application load balancer`),
  validation: (message: string) => new AwsError("ValidationError", message),
  /** AWS can do it; no real thing stands behind it here, so it is refused by name rather than ignored. */
  notEmulated: (what: string) => new AwsError("NotImplemented", `${what} is not supported by the emulator.`, 501),
} as const;
