import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as ecr from "aws-cdk-lib/aws-ecr";
import { Construct } from "constructs";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";

const UNTAGGED_KEPT_DAYS = 14;

/** Image repositories of one environment: its `latest` moves only by its own deployments. */
export class Repositories extends Construct {
  readonly backend: ecr.Repository;
  readonly frontend: ecr.Repository;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    const { backendRepository, frontendRepository } = namesOf(environment.name);
    this.backend = this.#repository("Backend", backendRepository, environment);
    this.frontend = this.#repository("Frontend", frontendRepository, environment);
  }

  #repository(id: string, repositoryName: string, environment: Environment): ecr.Repository {
    return new ecr.Repository(this, id, {
      repositoryName,
      imageScanOnPush: true,
      emptyOnDelete: !environment.protected,
      removalPolicy: environment.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lifecycleRules: [
        {
          description: "Images that lost their tag",
          tagStatus: ecr.TagStatus.UNTAGGED,
          maxImageAge: Duration.days(UNTAGGED_KEPT_DAYS),
        },
        { description: "Images to go back to", maxImageCount: environment.imagesKept },
      ],
    });
  }
}
