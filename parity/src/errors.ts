/** Every error that the harness itself raises; an operation of a client never throws, it ends `ok`, `fail` or `info`. */
export const PARITY_ERRORS = {
  UsageInvalid: "the command line asks for something that doesn't exist",
  EnvironmentUnknown: "the environment was not deployed or its outputs can't be read",
  TargetUnsafe: "the target is not the kind of system that was asked for",
  TargetUnavailable: "the system under test did not answer",
  CapabilityMissing: "the target can't do what the scenario needs",
  DeadlineExceeded: "a condition did not become true in time",
  Interrupted: "the run was stopped from outside",
  ResultsInvalid: "a results file can't be read",
} as const;

export type ParityErrorCode = keyof typeof PARITY_ERRORS;

/** An error of the harness; `message` is one sentence that says what to do. */
export class ParityError extends Error {
  readonly code: ParityErrorCode;

  constructor(code: ParityErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ParityError";
    this.code = code;
  }
}

/** The sentence of whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
