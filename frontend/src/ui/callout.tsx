import { useId, type ReactNode } from "react";
import classes from "./callout.module.css";

export interface CalloutProps {
  readonly tone: "problem" | "doubt";
  readonly title: string;
  readonly children: ReactNode;
}

/** Something that went wrong; read out at once. */
export function Callout({ tone, title, children }: CalloutProps) {
  const id = useId();
  return (
    <div role="alert" aria-labelledby={id} className={classes.callout} data-tone={tone}>
      <p id={id} className={classes.title}>
        {title}
      </p>
      {children}
    </div>
  );
}
