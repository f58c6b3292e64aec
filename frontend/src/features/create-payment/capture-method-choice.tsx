import type { UseFormRegisterReturn } from "react-hook-form";
import type { CaptureMethod } from "../../api/schema.ts";
import classes from "./capture-method-choice.module.css";

const CHOICES: readonly { value: CaptureMethod; label: string; hint: string }[] = [
  { value: "automatic", label: "Right away", hint: "The amount is authorized and captured in one step." },
  { value: "manual", label: "Later, by hand", hint: "The amount is only authorized; capture it or void it later." },
];

export interface CaptureMethodChoiceProps {
  readonly field: UseFormRegisterReturn;
  readonly error: string | undefined;
}

export function CaptureMethodChoice({ field, error }: CaptureMethodChoiceProps) {
  return (
    <fieldset className={classes.group} aria-describedby={error === undefined ? undefined : "capture-method-error"}>
      <legend className={classes.legend}>Capture</legend>
      {CHOICES.map(({ value, label, hint }) => (
        <label key={value} className={classes.choice}>
          <input
            type="radio"
            value={value}
            aria-labelledby={`capture-${value}`}
            aria-describedby={`capture-${value}-hint`}
            {...field}
          />
          <span>
            <span id={`capture-${value}`}>{label}</span>
            <span id={`capture-${value}-hint`} className={classes.hint}>
              {hint}
            </span>
          </span>
        </label>
      ))}
      {error !== undefined && (
        <p id="capture-method-error" className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
