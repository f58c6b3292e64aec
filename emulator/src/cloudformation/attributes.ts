/** Makes attribute values what `Fn::GetAtt` may give: strings, lists of strings and objects of those. */
export function attributes(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, toAttribute(value)]),
  );
}

function toAttribute(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toAttribute);
  if (typeof value === "object" && value !== null) return attributes(value as Record<string, unknown>);
  return typeof value === "string" ? value : String(value);
}
