/** A problem that the user can solve; `message` is one sentence that says how. */
export class VenvError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "VenvError";
  }
}
