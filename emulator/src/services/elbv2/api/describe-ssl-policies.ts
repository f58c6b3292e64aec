import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { elbv2Error } from "../state/errors.ts";
import { page } from "../state/page.ts";
import { SSL_POLICIES, sslPolicy } from "../state/ssl-policies.ts";

export const describeSSLPolicies: Handler<typeof sdk, "DescribeSSLPolicies"> = async (input) => {
  const named = input.Names?.map((name) => {
    const policy = sslPolicy(name);
    if (!policy) throw elbv2Error.sslPolicyNotFound(name);
    return policy;
  });
  const { items, ...next } = page(named?.length ? named : SSL_POLICIES, input);
  return {
    SslPolicies: items.map(({ name, protocols, ciphers }) => ({
      Name: name,
      SslProtocols: [...protocols],
      Ciphers: ciphers.map((cipher, index) => ({ Name: cipher, Priority: index + 1 })),
      SupportedLoadBalancerTypes: ["application"],
    })),
    ...next,
  };
};
