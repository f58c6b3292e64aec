import { createTheme, type CSSVariablesResolver } from "@mantine/core";

/** Shades chosen so that text on and in them has a contrast of 4.5 or more in both color schemes (WCAG 2.2, AA). */
export const theme = createTheme({
  colors: {
    brand: [
      "#eef6f9",
      "#dcebf0",
      "#b6d6e1",
      "#8dc0d1",
      "#6aadc3",
      "#54a1ba",
      "#3f90ab",
      "#2a768f",
      "#1f6a83",
      "#0f5870",
    ],
  },
  primaryColor: "brand",
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.625rem" }, h2: { fontSize: "1.0625rem" } } },
  respectReducedMotion: true,
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--page-background": "#f5f7f9",
    "--surface": "#ffffff",
    "--hairline": "#dfe4e9",
    "--focus-ring": "#1f6a83",
    "--mantine-color-dimmed": "#56616d",
    "--mantine-color-placeholder": "#66707a",
    "--mantine-color-error": "#b42318",
  },
  dark: {
    "--page-background": "#14181c",
    "--surface": "#1c2126",
    "--hairline": "#323a42",
    "--focus-ring": "#8dc0d1",
    "--mantine-color-dimmed": "#a4b0bb",
    "--mantine-color-placeholder": "#8f9aa5",
    "--mantine-color-error": "#ff9c92",
    "--mantine-color-body": "#1c2126",
    "--mantine-color-text": "#dfe5ea",
  },
});
