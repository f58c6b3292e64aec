import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import type { Elbv2Context } from "./context.ts";

export const describeListenerCertificates =
  ({ state }: Elbv2Context): Handler<typeof sdk, "DescribeListenerCertificates"> =>
  async (input) => {
    const { certificateArn } = state.listener(input.ListenerArn);
    return {
      Certificates: certificateArn === undefined ? [] : [{ CertificateArn: certificateArn, IsDefault: true }],
    };
  };
