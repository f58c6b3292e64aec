/** Every error that is the emulator's own and not an AWS API error (those are `wire/aws-error.ts`). */
export const EMULATOR_ERRORS = {
  InvalidInstanceNumber: "an instance number outside its range",
  InstanceInUse: "another emulator runs with the same instance number in this clone",
  AddressesExhausted: "no loopback address is left in the instance's block",
  ProcessFailed: "a child process ended or failed to start",
  DeadlineExceeded: "a condition did not become true in time",
  EndpointFailed: "a TCP endpoint can't be opened or re-pointed",
  PostgresFailed: "a PostgreSQL server could not do what was asked",
  RedisFailed: "a Redis or Valkey server could not do what was asked",
  ImageInvalid: "a task image can't be unpacked or started",
  LocalStackUnavailable: "LocalStack is not running or did not answer",
  CertificateRefused: "a certificate is not one that the local authority may issue",
  PortTaken: "a port that the emulator needs is in use",
  SdkUnsupported: "a module is not an AWS SDK client that the wire can serve",
  StateCorrupt: "saved state can't be read",
} as const;

export type EmulatorErrorCode = keyof typeof EMULATOR_ERRORS;

/** An error of the emulator itself; `message` is one sentence that says what to do. */
export class EmulatorError extends Error {
  readonly code: EmulatorErrorCode;

  constructor(code: EmulatorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EmulatorError";
    this.code = code;
  }
}
