const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Makes text safe as content or attribute of HTML and XML; control characters, which XML forbids, become spaces. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (each) => ENTITIES[each]!).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, " ");
}
