import type { Instance } from "../../../instance/instance.ts";

/** An account's private registry is named by the account. */
export type RegistryId = string;

/** LocalStack resolves the pseudo parameter AWS::URLSuffix to this, so that is what a stack's repository URIs end in. */
const URL_SUFFIX = "localhost";
const URL_SUFFIXES_ACCEPTED = [URL_SUFFIX, "amazonaws.com"];

/** The host name in a repository's URI; images are addressed by it, nothing listens there. */
export function registryHost({ accountId, region }: Pick<Instance, "accountId" | "region">): string {
  return `${accountId}.dkr.ecr.${region}.${URL_SUFFIX}`;
}

export interface ImageReference {
  readonly repositoryName: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * Reads `<registry>/<repository>[:<tag>][@<digest>]`; `latest` is meant when neither is given. Undefined when the image
 * is not in this instance's registry.
 */
export function parseImageReference(
  reference: string,
  instance: Pick<Instance, "accountId" | "region">,
): ImageReference | undefined {
  const slash = reference.indexOf("/");
  const host = reference.slice(0, slash);
  const prefix = `${instance.accountId}.dkr.ecr.${instance.region}.`;
  if (slash < 0 || !URL_SUFFIXES_ACCEPTED.some((suffix) => host === `${prefix}${suffix}`)) return undefined;
  const match = /^([a-z0-9._/-]+)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(reference.slice(slash + 1));
  if (!match) return undefined;
  const [, repositoryName = "", tag, digest] = match;
  return { repositoryName, tag: tag ?? (digest === undefined ? "latest" : undefined), digest };
}
