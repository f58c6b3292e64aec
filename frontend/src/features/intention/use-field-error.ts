import { useEffect } from "react";
import type { FieldValues, Path, UseFormSetError } from "react-hook-form";
import { ApiError } from "../../api/api-error.ts";

/**
 * Shows a refusal at the field that the service names, and moves the focus there. `fields` leads from the request's
 * members to the form's. Gives back whether it found one.
 */
export function useFieldError<Form extends FieldValues>(
  error: Error | null,
  fields: Readonly<Record<string, Path<Form>>>,
  setError: UseFormSetError<Form>,
): boolean {
  const refused = error instanceof ApiError && error.outcome === "refused" ? error : undefined;
  const field = refused?.param === undefined ? undefined : fields[refused.param];
  const message = refused?.message;
  useEffect(() => {
    if (field !== undefined) setError(field, { type: "server", message: message ?? "" }, { shouldFocus: true });
  }, [error, field, message, setError]);
  return field !== undefined;
}
