import type { Verdict } from "../../checks/check.ts";
import { html, type Markup } from "./markup.ts";

export function pill(verdict: Verdict): Markup {
  return html`<span class="pill ${verdict}">${verdict}</span>`;
}
