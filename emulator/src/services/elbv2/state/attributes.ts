import { elbv2Error } from "./errors.ts";

/** What AWS accepts for one attribute, and its default. */
export interface AttributeRule {
  readonly fallback: string;
  readonly accepts: (value: string) => boolean;
  /** Values that AWS accepts and nothing real stands behind here. */
  readonly notEmulated?: (value: string) => boolean;
}

export type AttributeRules = Readonly<Record<string, AttributeRule>>;

export interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function oneOf(...values: readonly [fallback: string, ...others: string[]]): AttributeRule {
  return { fallback: values[0], accepts: (value) => values.includes(value) };
}

export function integer(fallback: number, min: number, max: number): AttributeRule {
  return {
    fallback: `${fallback}`,
    accepts: (value) => /^\d{1,6}$/.test(value) && Number(value) >= min && Number(value) <= max,
  };
}

/** A rule of which only the default is emulated. */
export function onlyDefault(rule: AttributeRule): AttributeRule {
  return { ...rule, notEmulated: (value) => value !== rule.fallback };
}

export function anyText(fallback: string): AttributeRule {
  return { fallback, accepts: () => true };
}

/** The saved attributes with `changes` applied. Throws `ValidationError` or `InvalidConfigurationRequest`. */
export function changeAttributes(
  rules: AttributeRules,
  saved: Readonly<Record<string, string>>,
  changes: readonly Attribute[] | undefined,
): Record<string, string> {
  const changed: Record<string, string> = { ...saved };
  for (const { Key = "", Value = "" } of changes ?? []) {
    const rule = Object.hasOwn(rules, Key) ? rules[Key] : undefined;
    if (!rule) throw elbv2Error.validation(`Attribute key '${Key}' is not recognized`);
    if (!rule.accepts(Value)) throw elbv2Error.invalidConfiguration(`The value '${Value}' is not valid for '${Key}'`);
    if (rule.notEmulated?.(Value)) throw elbv2Error.notEmulated(`The value '${Value}' of attribute '${Key}'`);
    changed[Key] = Value;
  }
  return changed;
}

/** All attributes, saved or default, as AWS describes them. */
export function describeAttributes(
  rules: AttributeRules,
  saved: Readonly<Record<string, string>>,
): { Key: string; Value: string }[] {
  return Object.entries(rules).map(([Key, { fallback }]) => ({ Key, Value: saved[Key] ?? fallback }));
}

/** One attribute's value, saved or default. */
export function attributeOf(rules: AttributeRules, saved: Readonly<Record<string, string>>, key: string): string {
  return saved[key] ?? rules[key]?.fallback ?? "";
}
