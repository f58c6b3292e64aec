import { isIP } from "node:net";
import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { elbv2Error } from "./errors.ts";

const VALUES_MAX = 5;
const VALUE_LENGTH_MAX = 128;

/** The condition types whose values the API also takes at the top level. */
const CONFIG_OF = {
  "host-header": "HostHeaderConfig",
  "path-pattern": "PathPatternConfig",
  "http-request-method": "HttpRequestMethodConfig",
  "source-ip": "SourceIpConfig",
} as const;

/**
 * Checks a rule's conditions and gives them as AWS describes them. Throws `ValidationError`; regular expressions are
 * refused. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function normalizeConditions(conditions: readonly RuleCondition[] | undefined): RuleCondition[] {
  if (!conditions?.length) throw elbv2Error.validation("A rule must have at least one condition");
  const normal = conditions.map(normalize);
  const count = normal.reduce((sum, condition) => sum + valueCount(condition), 0);
  if (count > VALUES_MAX)
    throw elbv2Error.validation(`A rule has at most ${VALUES_MAX} condition values, not ${count}`);
  const single = ["host-header", "path-pattern", "http-request-method", "source-ip"];
  const twice = single.find((field) => normal.filter(({ Field }) => Field === field).length > 1);
  if (twice) throw elbv2Error.validation(`A rule can only have one '${twice}' condition`);
  return normal;
}

function normalize(condition: RuleCondition): RuleCondition {
  const { Field } = condition;
  const regexes = [condition, condition.HostHeaderConfig, condition.PathPatternConfig, condition.HttpHeaderConfig];
  if (regexes.some((config) => config?.RegexValues?.length)) throw elbv2Error.notEmulated("A condition's RegexValues");
  switch (Field) {
    case "host-header":
    case "path-pattern":
    case "http-request-method":
    case "source-ip": {
      const Values = checked(Field, condition.Values?.length ? condition.Values : condition[CONFIG_OF[Field]]?.Values);
      const isLegacy = Field === "host-header" || Field === "path-pattern";
      return { Field, ...(isLegacy ? { Values } : {}), [CONFIG_OF[Field]]: { Values } };
    }
    case "http-header": {
      const { HttpHeaderName, Values } = condition.HttpHeaderConfig ?? {};
      if (!/^[-!#$%&'*+.^_`|~A-Za-z0-9]{1,40}$/.test(HttpHeaderName ?? "")) {
        throw elbv2Error.validation(`HTTP header name '${HttpHeaderName}' is not valid`);
      }
      return { Field, HttpHeaderConfig: { HttpHeaderName, Values: checked(Field, Values) } };
    }
    case "query-string": {
      const pairs = condition.QueryStringConfig?.Values ?? [];
      checked(
        Field,
        pairs.map(({ Value }) => Value ?? ""),
      );
      return { Field, QueryStringConfig: { Values: pairs } };
    }
    case undefined:
    default:
      throw elbv2Error.validation(`Condition field '${Field}' must be one of the known condition types`);
  }
}

function checked(field: string, values: readonly string[] | undefined): string[] {
  if (!values?.length) throw elbv2Error.validation(`A '${field}' condition must have at least one value`);
  const bad = values.find((value) => !isValid(field, value));
  if (bad !== undefined) throw elbv2Error.validation(`The value '${bad}' is not valid for a '${field}' condition`);
  return [...values];
}

function isValid(field: string, value: string): boolean {
  if (value.length === 0 || value.length > VALUE_LENGTH_MAX) return false;
  switch (field) {
    case "path-pattern":
      return /^[-_.$/~"'@:+&*?A-Za-z0-9();=!,%#]+$/.test(value);
    case "host-header":
      return /^[-.*?A-Za-z0-9_:]+$/.test(value);
    case "http-request-method":
      return /^[-_A-Z]{1,40}$/.test(value);
    case "source-ip":
      return isCidr(value);
    default:
      return true;
  }
}

function isCidr(value: string): boolean {
  const [address = "", bits = "", ...rest] = value.split("/");
  const version = isIP(address);
  return rest.length === 0 && version !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function valueCount(condition: RuleCondition): number {
  const { HostHeaderConfig, PathPatternConfig, HttpHeaderConfig, HttpRequestMethodConfig, SourceIpConfig } = condition;
  const configs = [HostHeaderConfig, PathPatternConfig, HttpHeaderConfig, HttpRequestMethodConfig, SourceIpConfig];
  const plain = configs.reduce((sum, config) => sum + (config?.Values?.length ?? 0), 0);
  return plain + (condition.QueryStringConfig?.Values?.length ?? 0);
}
