/** An error whose message is one sentence that says what to do; shown without a stack. */
export class ScriptError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "ScriptError";
  }
}
