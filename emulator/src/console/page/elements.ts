type Child = Node | string;

/** A new element with attributes, `on…` listeners excepted, and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The element of the page with this id, which the page always has. */
export function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}
