import { DescribeImagesCommand, type ECRClient } from "@aws-sdk/client-ecr";
import { orNothing } from "../aws/or-nothing.ts";

/** Digest of the image tagged `latest`; undefined when there is none, or no such repository. */
export async function latestDigest(client: ECRClient, repositoryName: string): Promise<string | undefined> {
  const command = new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: "latest" }] });
  const images = await orNothing("RepositoryNotFound", () => orNothing("ImageNotFound", () => client.send(command)));
  return images?.imageDetails?.[0]?.imageDigest;
}
