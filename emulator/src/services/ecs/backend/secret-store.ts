/** A value, or the definite refusal of the service as `ExceptionName: message`. */
export type SecretAnswer = { readonly value: string } | { readonly refused: string };

/** Where secrets come from. Rejects when the service can't be reached: whether it would refuse is then unknown. */
export interface SecretStore {
  secret(request: { secretArn: string; versionStage?: string; versionId?: string }): Promise<SecretAnswer>;
  parameter(name: string): Promise<SecretAnswer>;
}
