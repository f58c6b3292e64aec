import type { ReactNode } from "react";
import classes from "./card.module.css";

export interface CardProps {
  /** The id of its heading, if it has one: it is then a part of the page that can be jumped to. */
  readonly labelledBy?: string;
  readonly children: ReactNode;
}

/** A surface that stands out from the page. */
export function Card({ labelledBy, children }: CardProps) {
  if (labelledBy === undefined) return <div className={classes.card}>{children}</div>;
  return (
    <section className={classes.card} aria-labelledby={labelledBy}>
      {children}
    </section>
  );
}
