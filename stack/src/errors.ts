/** Every error that synthesis can give an operator. */
export const STACK_ERRORS = {
  UnknownEnvironment: "an environment that environments.ts does not hold",
} as const;

export type StackErrorCode = keyof typeof STACK_ERRORS;

/** `message` is one sentence that says what to do. */
export class StackError extends Error {
  readonly code: StackErrorCode;

  constructor(code: StackErrorCode, message: string) {
    super(message);
    this.name = "StackError";
    this.code = code;
  }
}
