/** What a field is compared with. */
export type Operand =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "regex"; readonly regex: { matches(text: string): boolean } };
