import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { normalizeActions, targetGroupArnsOf } from "../state/actions.ts";
import { elbv2Error } from "../state/errors.ts";
import type { ListenerRecord } from "../state/records.ts";
import { DEFAULT_SSL_POLICY, sslPolicy } from "../state/ssl-policies.ts";
import type { Elbv2Context } from "./context.ts";

interface TlsInput {
  readonly Certificates?: readonly { readonly CertificateArn?: string | undefined }[] | undefined;
  readonly SslPolicy?: string | undefined;
}

/** A listener's TLS settings: `saved` with what `input` gives. Throws what AWS answers to wrong ones. */
export function tlsSettings(
  protocol: "HTTP" | "HTTPS",
  input: TlsInput,
  saved: Pick<ListenerRecord, "sslPolicy" | "certificateArn">,
  { certificates }: Elbv2Context,
): Pick<ListenerRecord, "sslPolicy" | "certificateArn"> {
  if (protocol === "HTTP") {
    if (input.Certificates?.length) {
      throw elbv2Error.validation("A certificate cannot be specified for HTTP listeners");
    }
    return {};
  }
  if ((input.Certificates?.length ?? 0) > 1) {
    throw elbv2Error.tooMany("TooManyCertificates", "default certificates of a listener", 1);
  }
  const certificateArn = input.Certificates?.[0]?.CertificateArn ?? saved.certificateArn;
  if (certificateArn === undefined) {
    throw elbv2Error.validation("A certificate must be specified for HTTPS listeners");
  }
  if (!certificates.get(certificateArn)) throw elbv2Error.certificateNotFound(certificateArn);
  const policy = input.SslPolicy ?? saved.sslPolicy ?? DEFAULT_SSL_POLICY;
  if (!sslPolicy(policy)) throw elbv2Error.sslPolicyNotFound(policy);
  return { sslPolicy: policy, certificateArn };
}

/** Throws `UnsupportedProtocol` unless an Application Load Balancer can listen for it. */
export function checkProtocol(protocol: string | undefined): "HTTP" | "HTTPS" {
  if (protocol === undefined) throw elbv2Error.validation("A listener protocol must be specified");
  if (protocol !== "HTTP" && protocol !== "HTTPS") throw elbv2Error.unsupportedProtocol(protocol);
  return protocol;
}

/** Actions in normal form whose target groups exist and belong to no other load balancer. */
export function checkActions(
  actions: readonly Action[] | undefined,
  loadBalancerArn: string,
  { state }: Elbv2Context,
): Action[] {
  const normal = normalizeActions(actions);
  for (const arn of targetGroupArnsOf(normal)) {
    state.targetGroup(arn);
    const owner = state.loadBalancerOf(arn);
    if (owner && owner.arn !== loadBalancerArn) throw elbv2Error.targetGroupAssociationLimit(arn);
  }
  return normal;
}
