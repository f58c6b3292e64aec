import type { ReactNode } from "react";
import classes from "./notice.module.css";

/** Something to know that is no error; read out when the reader has a moment. */
export function Notice({ children }: { readonly children: ReactNode }) {
  return (
    <div role="status" className={classes.notice}>
      {children}
    </div>
  );
}
