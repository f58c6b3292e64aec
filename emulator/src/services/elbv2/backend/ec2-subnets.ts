import { parseXmlBody } from "@aws-sdk/core/protocols";
import { AwsError } from "../../../wire/aws-error.ts";
import type { Subnet, SubnetLookup } from "../api/context.ts";

const DEADLINE_MS = 10_000;
const API_VERSION = "2016-11-15";

/** Asks EC2 behind `endpointUrl`. Throws `ServiceUnavailable` (503) if it does not answer. */
export function ec2Subnets(endpointUrl: string, region: string): SubnetLookup {
  return {
    subnets: async (ids) => {
      // A filter leaves an unknown subnet out where naming it would fail the whole call.
      const filter = { "Filter.1.Name": "subnet-id" };
      const body = new URLSearchParams({ Action: "DescribeSubnets", Version: API_VERSION, ...filter });
      ids.forEach((id, index) => body.set(`Filter.1.Value.${index + 1}`, id));
      const response = await post(endpointUrl, region, body);
      if (!response.ok) throw unavailable(`it answered ${response.status}`);
      const answer = (await parseXmlBody(Buffer.from(await response.arrayBuffer()), {} as never)) as EC2Answer;
      return [answer.subnetSet === "" ? [] : (answer.subnetSet?.item ?? [])].flat().map(subnetOf);
    },
  };
}

interface EC2Answer {
  readonly subnetSet?: "" | { readonly item?: EC2Subnet | readonly EC2Subnet[] };
}

interface EC2Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
}

function subnetOf({ subnetId, vpcId, availabilityZone }: EC2Subnet): Subnet {
  return { id: subnetId, vpcId, zone: availabilityZone };
}

/** The scope routes the request at the gateway; signatures are not checked there. */
async function post(endpointUrl: string, region: string, body: URLSearchParams): Promise<Response> {
  const date = new Date().toISOString().slice(0, 10).replaceAll("-", "");
  const scope = `Credential=test/${date}/${region}/ec2/aws4_request`;
  const headers = { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` };
  try {
    return await fetch(endpointUrl, { method: "POST", headers, body, signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch (error) {
    throw unavailable(error instanceof Error ? error.message : String(error));
  }
}

function unavailable(why: string): AwsError {
  return new AwsError("ServiceUnavailable", `EC2 could not be asked for subnets, try again: ${why}`, 503);
}
