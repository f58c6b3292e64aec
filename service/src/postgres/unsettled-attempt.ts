/** The server still works on an earlier attempt of the same request, whose connection was lost. */
export class UnsettledAttempt extends Error {
  override readonly name = "UnsettledAttempt";

  constructor() {
    super("An earlier attempt of this request has not ended in the database yet.");
  }
}
