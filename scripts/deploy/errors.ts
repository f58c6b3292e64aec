/** Every error that `npm run deploy` can end with. */
export const DEPLOY_ERRORS = {
  InvalidOption: "the command line can't be understood",
  InvalidSecret: "an operator's secret that AWS would refuse",
  ToolFailed: "cdk, cdklocal or docker failed or is missing",
  StackFailed: "a stack, one of its resources or its outputs is not as it should be",
  NotDeployed: "something that an earlier command creates is not there",
  CertificateMissing: "the load balancer needs a certificate that is issued",
  BuilderUnfit: "the chosen image builder can't serve the target",
  ImageInvalid: "the build output can't become an image",
  TaskFailed: "a one-off task did not end with exit code 0",
  ServiceUnstable: "a service does not run what was deployed",
  DeadlineExceeded: "a condition did not become true in time; whether it will is unknown",
  RecoveryFailed: "a recovery can't go on; nothing that was in service was harmed by it",
  Protected: "something that is to be removed is protected from deletion",
  AwsRefused: "AWS answered with an error that no command expects",
  TargetUnreachable: "AWS, or what AWS_ENDPOINT_URL points at, does not answer",
} as const;

export type DeployErrorCode = keyof typeof DEPLOY_ERRORS;

/** `message` is one sentence that says what to do; details such as log lines may follow it. */
export class DeployError extends Error {
  readonly code: DeployErrorCode;

  constructor(code: DeployErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DeployError";
    this.code = code;
  }
}
