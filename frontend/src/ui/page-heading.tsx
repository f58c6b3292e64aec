import { Title } from "@mantine/core";
import { useEffect, useRef, type ReactNode } from "react";

let pagesShown = 0;

export interface PageHeadingProps {
  /** For the browser's tab; the heading itself unless told. */
  readonly title: string;
  readonly children?: ReactNode;
}

/** The page's `h1` and title. After a navigation it takes the focus, as a newly loaded page would. */
export function PageHeading({ title, children }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    pagesShown++;
    if (pagesShown > 1) heading.current?.focus();
  }, []);
  return (
    <>
      <title>{`${title} · Payments`}</title>
      <Title order={1} ref={heading} tabIndex={-1}>
        {children ?? title}
      </Title>
    </>
  );
}
