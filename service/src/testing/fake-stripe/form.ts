/** The members of a body in the form that Stripe's API takes; of `metadata[a]=b` the name is `metadata[a]`. */
export class Form {
  readonly #fields: URLSearchParams;

  constructor(body: string) {
    this.#fields = new URLSearchParams(body);
  }

  text(name: string): string | null {
    return this.#fields.get(name);
  }

  amount(name: string): number | undefined {
    const value = this.#fields.get(name);
    return value === null ? undefined : Number(value);
  }

  /** The members of an object. */
  members(name: string): Record<string, string> {
    const prefix = `${name}[`;
    const own = [...this.#fields].filter(([key]) => key.startsWith(prefix));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length, -1), value]));
  }
}
