import type { ReactNode } from "react";
import classes from "./field-group.module.css";

/** A form's fields, which can be disabled together. */
export function FieldGroup({ disabled, children }: { readonly disabled: boolean; readonly children: ReactNode }) {
  return (
    <fieldset className={classes.group} disabled={disabled}>
      {children}
    </fieldset>
  );
}
