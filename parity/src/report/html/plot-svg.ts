import { plot, type PlotOptions } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** The DOM's own types are not among the project's libraries; Plot needs no more than an object that behaves like it. */
const { document } = parseHTML("<!doctype html><html><body></body></html>") as unknown as { document: never };

/** Draws a plot without a browser, as SVG text. Its colours are the page's CSS variables, so that it follows dark mode. */
export function plotSvg(description: string, options: PlotOptions): string {
  const figure: unknown = plot({ ...options, document, className: "plot", ariaLabel: description });
  const { outerHTML } = figure as { outerHTML: string };
  return outerHTML.replace("<svg ", '<svg role="img" ');
}
