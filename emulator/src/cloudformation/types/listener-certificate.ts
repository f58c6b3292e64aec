import type * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Properties, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { unlessGone } from "../unless-gone.ts";

/** AWS::ElasticLoadBalancingV2::ListenerCertificate; Ref is the listener's ARN, as nothing else names the list. */
export function listenerCertificateType(call: ServiceCalls<typeof elbv2>): ResourceType {
  const arns = ({ Certificates = [] }: Properties): string[] =>
    (Certificates as { CertificateArn: string }[]).map(({ CertificateArn }) => CertificateArn);
  const asList = (some: readonly string[]): object[] => some.map((CertificateArn) => ({ CertificateArn }));
  return {
    create: async (properties, context) => {
      await call("AddListenerCertificates", properties, context.call);
      const identifier = properties["ListenerArn"] as string;
      return { identifier, attributes: { Id: identifier } };
    },
    update: async (ListenerArn, properties, previous, context) => {
      const added = arns(properties).filter((arn) => !arns(previous).includes(arn));
      const removed = arns(previous).filter((arn) => !arns(properties).includes(arn));
      if (added.length > 0) {
        await call("AddListenerCertificates", { ListenerArn, Certificates: asList(added) }, context.call);
      }
      if (removed.length > 0) {
        await call("RemoveListenerCertificates", { ListenerArn, Certificates: asList(removed) }, context.call);
      }
      return { identifier: ListenerArn, attributes: { Id: ListenerArn } };
    },
    delete: async (ListenerArn, properties, context) => {
      const Certificates = asList(arns(properties));
      await unlessGone(call("RemoveListenerCertificates", { ListenerArn, Certificates }, context.call));
    },
  };
}
